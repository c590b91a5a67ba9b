package main

// message is whatever a simulation may send. Its texts lie in the one it was read from. An event's payload is held to
// be JSON and kept nowhere: no rule looks into it.
type message struct {
	kind, id, eventType, sagaID []byte
	stepID                      int
}

// rule makes a saga of each event that it matches.
type rule struct {
	from        *simulation // nil: from anybody
	actions     []action
	simulations []*simulation // whom the actions need, each once: the locks of the saga
}

// action is one step, its messages made when the scenario was loaded, up to the saga's number and from there on.
type action struct {
	target   *simulation
	do, undo []byte // undo is nil without a compensation
	tail     []byte
}

// saga is one transaction under way. Only the processor touches it.
type saga struct {
	number  uint64
	rule    *rule
	step    int // the one whose answer is awaited
	undoing bool
	behind  int // how many of its simulations others hold or are to have first
}
