package main

import "sync"

type inputKind uint8

const (
	joined inputKind = iota
	left
	happened
	completed
	failed
	refused
	pinged
	drained
)

// input is one thing for the processor to take.
type input struct {
	kind  inputKind
	conn  *connection
	rules []*rule // happened: those of its event type
	saga  uint64  // completed, failed
	step  int
	text  string // joined: the id; refused: the reason; pinged: what to send back
}

// queue is the event queue: whatever simulations send, in order of arrival, for one processor.
type queue struct {
	mutex    sync.Mutex
	notEmpty sync.Cond
	notFull  sync.Cond
	inputs   []input
}

// A reader waits when so many inputs wait before it, and by that its simulation does.
const queueLimit = 16384

func newQueue() *queue {
	q := &queue{}
	q.notEmpty.L, q.notFull.L = &q.mutex, &q.mutex
	return q
}

func (q *queue) push(in input) {
	q.mutex.Lock()
	for len(q.inputs) >= queueLimit {
		q.notFull.Wait()
	}
	q.inputs = append(q.inputs, in)
	if len(q.inputs) == 1 {
		q.notEmpty.Signal()
	}
	q.mutex.Unlock()
}

// take waits for inputs and gives all there are, against a slice to gather the next ones in: no input is copied twice.
func (q *queue) take(spare []input) []input {
	q.mutex.Lock()
	for len(q.inputs) == 0 {
		q.notEmpty.Wait()
	}
	taken := q.inputs
	q.inputs = spare[:0]
	if len(taken) >= queueLimit {
		q.notFull.Broadcast()
	}
	q.mutex.Unlock()
	return taken
}
