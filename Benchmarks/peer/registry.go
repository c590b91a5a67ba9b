package main

// simulation is known from the moment a rule names it or it registers, and stays known when it leaves.
type simulation struct {
	id    string
	conn  *connection // nil while away
	sagas fifo        // the head holds the simulation, or is the next to, and the others wait in order
}

// registry belongs to the processor once the scenario is loaded, so it has no lock.
type registry struct {
	simulations map[string]*simulation
}

func newRegistry() *registry {
	return &registry{simulations: make(map[string]*simulation)}
}

// simulation finds or makes the one of this id.
func (r *registry) simulation(id string) *simulation {
	found := r.simulations[id]
	if found == nil {
		found = &simulation{id: id}
		r.simulations[id] = found
	}
	return found
}

// fifo is a queue of sagas in a slice that is moved down when half of it has been taken.
type fifo struct {
	sagas []*saga
	taken int
}

func (q *fifo) len() int { return len(q.sagas) - q.taken }

func (q *fifo) push(s *saga) { q.sagas = append(q.sagas, s) }

// head is nil when nobody is there.
func (q *fifo) head() *saga {
	if q.len() == 0 {
		return nil
	}
	return q.sagas[q.taken]
}

func (q *fifo) pop() {
	q.sagas[q.taken] = nil
	q.taken++
	if q.taken*2 >= len(q.sagas) {
		kept := copy(q.sagas, q.sagas[q.taken:])
		q.sagas, q.taken = q.sagas[:kept], 0
	}
}
