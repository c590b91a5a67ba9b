package main

// processor is the one goroutine that owns registry and sagas and writes to the simulations: no lock stands on its way.
type processor struct {
	registry *registry
	sagas    *sagaManager
	queue    *queue
	dirty    []*connection
}

// Output leaves after so many inputs at the latest: the first of a long burst does not wait for the last.
const inputsBetweenFlushes = 256

func (p *processor) run() {
	var spare []input
	for {
		inputs := p.queue.take(spare)
		for i := range inputs {
			p.process(&inputs[i])
			if i%inputsBetweenFlushes == inputsBetweenFlushes-1 {
				p.flush()
			}
			inputs[i] = input{}
		}
		p.flush()
		spare = inputs
	}
}

func (p *processor) process(in *input) {
	switch in.kind {
	case happened:
		for _, rule := range in.rules {
			if rule.from == nil || rule.from == in.conn.simulation {
				p.sagas.start(rule, p)
			}
		}
	case completed, failed:
		p.sagas.answer(in, p)
	case joined:
		p.join(in.conn, p.registry.simulation(in.text))
	case left:
		p.leave(in.conn)
	case refused:
		p.send(in.conn, textFrame, errorMessage(in.text))
	case pinged:
		p.send(in.conn, pongFrame, []byte(in.text))
	case drained:
		in.conn.draining = false
		p.touch(in.conn)
	}
}

// join takes the newest registration of an id for the true one.
func (p *processor) join(conn *connection, as *simulation) {
	if old := as.conn; old != nil {
		p.send(old, textFrame, errorMessage("replaced by a newer registration"))
		p.flush()
		p.leave(old)
		old.close()
	}
	conn.simulation, as.conn = as, conn
	p.send(conn, textFrame, registeredMessage)
}

// leave fails the step that this simulation will not answer any more.
func (p *processor) leave(conn *connection) {
	it := conn.simulation
	if it == nil || it.conn != conn {
		return
	}
	it.conn = nil
	p.sagas.lost(it, p)
}

func (p *processor) send(conn *connection, opcode byte, parts ...[]byte) {
	conn.append(opcode, parts...)
	p.touch(conn)
}

func (p *processor) touch(conn *connection) {
	if !conn.dirty {
		conn.dirty = true
		p.dirty = append(p.dirty, conn)
	}
}

// flush writes once to each simulation that something was said to.
func (p *processor) flush() {
	for i, conn := range p.dirty {
		conn.dirty = false
		conn.flush(p.queue)
		p.dirty[i] = nil
	}
	p.dirty = p.dirty[:0]
}
