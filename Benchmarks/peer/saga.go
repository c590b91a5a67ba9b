package main

import (
	"strconv"
	"time"
)

const sagaPrefix = "saga_"

// sagaManager takes sagas through their steps. A saga stands in the queue of each simulation that it needs, entered in
// all of them at once, and holds them when it is first in each: so no two wait for one another.
type sagaManager struct {
	active map[uint64]*saga
	last   uint64
	direct bool
	ready  []*saga // those that have got their locks
	spare  []*saga
	digits []byte
}

func newSagaManager(direct bool) *sagaManager {
	return &sagaManager{active: make(map[uint64]*saga), last: uint64(time.Now().UnixMicro()), direct: direct}
}

// sagaNumber gives 0, which no saga has, for what is no id.
func sagaNumber(id []byte) uint64 {
	if len(id) < len(sagaPrefix) || string(id[:len(sagaPrefix)]) != sagaPrefix {
		return 0
	}
	number, err := strconv.ParseUint(string(id[len(sagaPrefix):]), 10, 64)
	if err != nil {
		return 0
	}
	return number
}

func (m *sagaManager) start(rule *rule, p *processor) {
	m.last++
	if m.direct && len(rule.actions) == 1 {
		m.send(&rule.actions[0], rule.actions[0].do, m.last, p)
		return
	}
	s := m.made()
	*s = saga{number: m.last, rule: rule}
	m.active[s.number] = s
	for _, needed := range rule.simulations {
		needed.sagas.push(s)
		if needed.sagas.len() > 1 {
			s.behind++
		}
	}
	if s.behind == 0 {
		m.do(s, p)
	}
	m.settle(p)
}

// answer takes what a simulation said of a step; an answer that nobody waits for changes nothing.
func (m *sagaManager) answer(in *input, p *processor) {
	s := m.active[in.saga]
	if s == nil || s.behind > 0 || s.step != in.step || s.rule.actions[s.step].target != in.conn.simulation {
		return
	}
	switch {
	case s.undoing:
		// A compensation that fails has nobody to turn to: the others go on.
		m.undo(s, p)
	case in.kind == completed:
		s.step++
		m.do(s, p)
	default:
		m.undo(s, p)
	}
	m.settle(p)
}

// lost fails the step that a simulation owes when it leaves.
func (m *sagaManager) lost(it *simulation, p *processor) {
	s := it.sagas.head()
	if s != nil && s.behind == 0 && s.rule.actions[s.step].target == it {
		m.undo(s, p)
		m.settle(p)
	}
}

// do sends the current step, or ends the saga behind the last one.
func (m *sagaManager) do(s *saga, p *processor) {
	if s.step == len(s.rule.actions) {
		m.end(s)
		return
	}
	step := &s.rule.actions[s.step]
	if !m.send(step, step.do, s.number, p) {
		m.undo(s, p)
	}
}

// undo goes back from the current step to the next one that has a compensation.
func (m *sagaManager) undo(s *saga, p *processor) {
	s.undoing = true
	for s.step--; s.step >= 0; s.step-- {
		step := &s.rule.actions[s.step]
		if step.undo != nil && m.send(step, step.undo, s.number, p) {
			return
		}
	}
	m.end(s)
}

// end gives the locks to the next ones in each queue. They are dispatched by settle, not from here: thousands that
// fail at once would otherwise call each other thousands deep.
func (m *sagaManager) end(s *saga) {
	delete(m.active, s.number)
	for _, needed := range s.rule.simulations {
		needed.sagas.pop()
		if next := needed.sagas.head(); next != nil {
			if next.behind--; next.behind == 0 {
				m.ready = append(m.ready, next)
			}
		}
	}
	m.spare = append(m.spare, s)
}

func (m *sagaManager) settle(p *processor) {
	for i := 0; i < len(m.ready); i++ {
		m.do(m.ready[i], p)
	}
	m.ready = m.ready[:0]
}

// send says false where the simulation is not there.
func (m *sagaManager) send(step *action, head []byte, number uint64, p *processor) bool {
	conn := step.target.conn
	if conn == nil {
		return false
	}
	m.digits = strconv.AppendUint(m.digits[:0], number, 10)
	p.send(conn, textFrame, head, m.digits, step.tail)
	return true
}

// made takes a finished saga where there is one, which spares the collector most of its work.
func (m *sagaManager) made() *saga {
	if len(m.spare) == 0 {
		return &saga{}
	}
	s := m.spare[len(m.spare)-1]
	m.spare = m.spare[:len(m.spare)-1]
	return s
}
