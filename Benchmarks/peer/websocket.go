package main

import (
	"encoding/binary"
	"encoding/json"
	"io"
	"net/http"
	"syscall"
	"time"

	"github.com/gorilla/websocket"
)

const (
	textFrame = 0x81
	pongFrame = 0x8a

	messageLimit = 1 << 20
	unreadLimit  = 16 << 20
	registerTime = 5 * time.Second
)

var registeredMessage = []byte(`{"type":"registered","status":"ok"}`)

func errorMessage(reason string) []byte {
	text, _ := json.Marshal(struct {
		Type   string `json:"type"`
		Status string `json:"status"`
	}{"error", reason})
	return text
}

// connection is read by a goroutine of its own. Its output belongs to the processor, which gathers frames and writes
// them itself: that saves a hop for each message. What the socket does not take at once a goroutine waits with.
type connection struct {
	ws         *websocket.Conn
	raw        syscall.RawConn
	simulation *simulation
	out        []byte
	dirty      bool
	draining   bool
	try        func(socket uintptr) bool
	written    int
}

func (c *connection) append(opcode byte, parts ...[]byte) {
	length := 0
	for _, part := range parts {
		length += len(part)
	}
	switch {
	case length < 126:
		c.out = append(c.out, opcode, byte(length))
	case length < 1<<16:
		c.out = append(c.out, opcode, 126, byte(length>>8), byte(length))
	default:
		var header [10]byte
		header[0], header[1] = opcode, 127
		binary.BigEndian.PutUint64(header[2:], uint64(length))
		c.out = append(c.out, header[:]...)
	}
	for _, part := range parts {
		c.out = append(c.out, part...)
	}
}

// flush writes what is there without waiting. One who reads nothing is cut off in the end.
func (c *connection) flush(queue *queue) {
	if len(c.out) > unreadLimit {
		c.close()
		c.out = nil
	}
	if c.draining || len(c.out) == 0 {
		return
	}
	c.written = 0
	if c.raw.Write(c.try) != nil {
		// The reader hears of it as well and says that the simulation has left.
		c.out = nil
		return
	}
	if c.written == len(c.out) {
		c.out = c.out[:0]
		return
	}
	c.draining = true
	rest := c.out[c.written:]
	c.out = nil
	go func() {
		c.ws.UnderlyingConn().Write(rest)
		queue.push(input{kind: drained, conn: c})
	}()
}

// writeOnce is what the socket is given; true says that the runtime need not wait for it.
func (c *connection) writeOnce(socket uintptr) bool {
	for {
		count, err := syscall.Write(int(socket), c.out[c.written:])
		if err == syscall.EINTR {
			continue
		}
		if count > 0 {
			c.written += count
		}
		return true
	}
}

func (c *connection) close() { c.ws.UnderlyingConn().Close() }

// endpoint is /ws.
type endpoint struct {
	scenario *scenario
	queue    *queue
}

// The pool keeps the upgrade from giving each connection a buffer for writing, which nothing would ever use.
var upgrader = websocket.Upgrader{WriteBufferPool: noBuffers{}}

type noBuffers struct{}

func (noBuffers) Get() interface{} { return nil }

func (noBuffers) Put(interface{}) {}

func (e *endpoint) ServeHTTP(writer http.ResponseWriter, request *http.Request) {
	ws, err := upgrader.Upgrade(writer, request, nil)
	if err != nil {
		return
	}
	raw, err := ws.UnderlyingConn().(syscall.Conn).SyscallConn()
	if err != nil {
		ws.Close()
		return
	}
	conn := &connection{ws: ws, raw: raw}
	conn.try = conn.writeOnce
	ws.SetReadLimit(messageLimit)
	// Whole frames in their order: all that is written goes through the processor, the library writes nothing.
	ws.SetPingHandler(func(data string) error {
		e.queue.push(input{kind: pinged, conn: conn, text: data})
		return nil
	})
	ws.SetCloseHandler(func(int, string) error { return nil })
	// A goroutine of its own lets go of what the HTTP server keeps for a request.
	go e.read(conn)
}

func (e *endpoint) read(conn *connection) {
	defer conn.close()
	conn.ws.SetReadDeadline(time.Now().Add(registerTime))
	text := make([]byte, 0, 512)
	text, err := next(conn.ws, text)
	if err != nil {
		return
	}
	first, err := readMessage(text)
	if err != nil || string(first.kind) != "register" || len(first.id) == 0 {
		conn.append(textFrame, errorMessage("the first message must be register, with an id"))
		conn.ws.UnderlyingConn().Write(conn.out)
		return
	}
	conn.ws.SetReadDeadline(time.Time{})
	e.queue.push(input{kind: joined, conn: conn, text: string(first.id)})
	defer e.queue.push(input{kind: left, conn: conn})
	for {
		if text, err = next(conn.ws, text[:0]); err != nil {
			return
		}
		if in := e.input(conn, text); in.kind != happened || len(in.rules) > 0 {
			e.queue.push(in)
		}
	}
}

// input reads one message; the reader does it, so that simulations are read side by side.
func (e *endpoint) input(conn *connection, text []byte) input {
	m, err := readMessage(text)
	if err != nil {
		return input{kind: refused, conn: conn, text: err.Error()}
	}
	switch string(m.kind) {
	case "event":
		return input{kind: happened, conn: conn, rules: e.scenario.rules[string(m.eventType)]}
	case "step.completed":
		return input{kind: completed, conn: conn, saga: sagaNumber(m.sagaID), step: m.stepID}
	case "step.failed":
		return input{kind: failed, conn: conn, saga: sagaNumber(m.sagaID), step: m.stepID}
	default:
		return input{kind: refused, conn: conn, text: "unknown type: " + string(m.kind)}
	}
}

// next reads one message into the room of the one before.
func next(ws *websocket.Conn, text []byte) ([]byte, error) {
	_, reader, err := ws.NextReader()
	if err != nil {
		return text, err
	}
	for {
		if len(text) == cap(text) {
			text = append(text, 0)[:len(text)]
		}
		count, err := reader.Read(text[len(text):cap(text)])
		text = text[:len(text)+count]
		if err == io.EOF {
			return text, nil
		}
		if err != nil {
			return text, err
		}
	}
}
