package main

import (
	"bufio"
	"bytes"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"strconv"
	"sync"
	"time"

	"github.com/gorilla/websocket"
)

// client is one simulation. The library shakes hands; frames are read where they lie and written many at a time by
// the client itself, because whatever it spends is taken from the server beside it.
type client struct {
	id     string
	conn   net.Conn
	reader *bufio.Reader
	taken  int

	mutex sync.Mutex // one who answers and one who sends events may write side by side
	// heard is called for each command, and may answer it into replies, which leave together.
	heard   func(at int64, it *command) error
	replies []byte
}

// command is valid until the next one is read.
type command struct {
	name, sagaID []byte
	step         int
}

// A mask that is always the same lets a frame be made once and sent often; the server cannot tell.
var mask = [4]byte{0x37, 0xfa, 0x21, 0x3d}

// connect registers a simulation. What it hears until it is answered must be the confirmation.
func connect(address, id string) (*client, error) {
	c := &client{id: id}
	dialer := websocket.Dialer{
		NetDial: func(network, host string) (net.Conn, error) {
			conn, err := net.DialTimeout(network, host, 10*time.Second)
			c.conn = conn
			return conn, err
		},
		HandshakeTimeout: 10 * time.Second,
	}
	if _, answer, err := dialer.Dial(address, nil); err != nil {
		if answer != nil {
			return nil, fmt.Errorf("%s: the server answers %s", address, answer.Status)
		}
		return nil, fmt.Errorf("%s: %w", address, err)
	}
	// The server says nothing before it is spoken to, so the library has read nothing beyond the handshake.
	c.reader = bufio.NewReaderSize(c.conn, 16<<10)
	register := `{"type":"register","id":"` + id + `","name":"` + id + `"}`
	if err := c.write(frame(register)); err != nil {
		return nil, err
	}
	c.conn.SetReadDeadline(time.Now().Add(10 * time.Second))
	_, text, err := c.next()
	if err != nil {
		return nil, fmt.Errorf("%s: registering: %w", id, err)
	}
	var answer struct{ Type, Status string }
	if json.Unmarshal(text, &answer) != nil || answer.Type != "registered" || answer.Status != "ok" {
		return nil, fmt.Errorf("%s: not registered: %s", id, text)
	}
	c.conn.SetReadDeadline(time.Time{})
	return c, nil
}

// write sends whole frames in one call.
func (c *client) write(frames []byte) error {
	c.mutex.Lock()
	_, err := c.conn.Write(frames)
	c.mutex.Unlock()
	return err
}

// listen reads until the connection is closed, which is no error.
func (c *client) listen() error {
	at := int64(0)
	for {
		if c.reader.Buffered() == c.taken {
			if len(c.replies) > 0 {
				if err := c.write(c.replies); err != nil {
					return fmt.Errorf("%s: %w", c.id, err)
				}
				c.replies = c.replies[:0]
			}
			at = 0
		}
		opcode, text, err := c.next()
		if errors.Is(err, net.ErrClosed) {
			return nil
		}
		if err != nil {
			return fmt.Errorf("%s: %w", c.id, err)
		}
		// Frames that one read brought were there at one instant.
		if at == 0 {
			at = now()
		}
		if err := c.take(at, opcode, text); err != nil {
			return err
		}
	}
}

func (c *client) take(at int64, opcode byte, text []byte) error {
	switch opcode {
	case 0x1:
	case 0x8:
		return fmt.Errorf("%s: the server closes: %q", c.id, text)
	case 0x9:
		c.replies = appendFrame(c.replies, 0x8a, text)
		return nil
	default:
		return nil
	}
	it, found, err := readCommand(text)
	if err != nil {
		return fmt.Errorf("%s: %w", c.id, err)
	}
	if !found || c.heard == nil {
		return nil
	}
	return c.heard(at, &it)
}

// answer says how a command went.
func (c *client) answer(it *command, kind string) {
	var room [128]byte
	text := append(room[:0], `{"type":"`...)
	text = append(text, kind...)
	text = append(text, `","saga_id":"`...)
	text = append(text, it.sagaID...)
	text = append(text, `","step_id":`...)
	text = append(strconv.AppendInt(text, int64(it.step), 10), '}')
	c.replies = appendFrame(c.replies, 0x81, text)
}

// next is one message, valid until the next call.
func (c *client) next() (opcode byte, text []byte, err error) {
	c.reader.Discard(c.taken)
	c.taken = 0
	header, err := c.reader.Peek(2)
	if err != nil {
		return 0, nil, err
	}
	if header[0]&0xf0 != 0x80 || header[1]&0x80 != 0 {
		return 0, nil, fmt.Errorf("no frame that a server sends whole: %x", header)
	}
	opcode = header[0] & 0x0f
	start, length := 2, uint64(header[1])
	switch length {
	case 126:
		if header, err = c.reader.Peek(4); err != nil {
			return 0, nil, err
		}
		start, length = 4, uint64(binary.BigEndian.Uint16(header[2:]))
	case 127:
		return 0, nil, errors.New("a message above 64 KiB, where none is expected")
	}
	whole, err := c.reader.Peek(start + int(length))
	if err != nil {
		return 0, nil, err
	}
	c.taken = len(whole)
	return opcode, whole[start:], nil
}

func frame(text string) []byte { return appendFrame(nil, 0x81, []byte(text)) }

func appendFrame(out []byte, opcode byte, text []byte) []byte {
	if len(text) < 126 {
		out = append(out, opcode, 0x80|byte(len(text)))
	} else {
		out = append(out, opcode, 0x80|126, byte(len(text)>>8), byte(len(text)))
	}
	out = append(out, mask[:]...)
	for i, character := range text {
		out = append(out, character^mask[i&3])
	}
	return out
}

// readCommand finds a command's keys as both servers write them, and reads the message properly where they do not
// stand there. What is neither a command nor an error is passed over.
func readCommand(text []byte) (it command, found bool, err error) {
	name, named := quoted(text, `"command":"`)
	saga, hasSaga := quoted(text, `"saga_id":"`)
	step := bytes.Index(text, []byte(`"step_id":`))
	if bytes.HasPrefix(text, []byte(`{"type":"command",`)) && named && hasSaga && step >= 0 {
		number := 0
		digits := text[step+len(`"step_id":`):]
		for i := 0; i < len(digits) && digits[i] >= '0' && digits[i] <= '9'; i++ {
			number = number*10 + int(digits[i]-'0')
		}
		return command{name, saga, number}, true, nil
	}
	var read struct {
		Type, Command, Status string
		SagaID                string `json:"saga_id"`
		StepID                int    `json:"step_id"`
	}
	if err := json.Unmarshal(text, &read); err != nil {
		return command{}, false, fmt.Errorf("no JSON: %q", text)
	}
	if read.Type == "error" {
		return command{}, false, fmt.Errorf("the server says: %s", read.Status)
	}
	return command{[]byte(read.Command), []byte(read.SagaID), read.StepID}, read.Type == "command", nil
}

func quoted(text []byte, key string) ([]byte, bool) {
	start := bytes.Index(text, []byte(key))
	if start < 0 {
		return nil, false
	}
	rest := text[start+len(key):]
	end := bytes.IndexByte(rest, '"')
	if end < 0 {
		return nil, false
	}
	return rest[:end], true
}
