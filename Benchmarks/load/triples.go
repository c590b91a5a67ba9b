package main

import (
	"fmt"
	"strings"
	"sync"
	"sync/atomic"
)

// move is one command of a saga: to which of the three, and whether it undoes.
type move struct {
	role int
	undo bool
}

var (
	straight   = []move{{0, false}, {1, false}, {2, false}}
	undoneBack = []move{{0, false}, {1, false}, {2, false}, {1, true}, {0, true}}
)

// triple is three simulations that no other rule touches. One of its sagas at a time holds all three, so their commands
// come in one order alone, which is held to: step by step, and undone backwards.
type triple struct {
	number  int
	moves   []move
	fails   bool
	members [3]*client
	event   []byte

	mutex sync.Mutex
	place int // of the next command, counted over all sagas
	sent  int
	total int // sagas that count; one more behind them is the sentinel
}

// take checks a command and says whether it ended a saga, and whether an event is to follow.
func (t *triple) take(role int, it *command) (ended, follow, last bool, err error) {
	t.mutex.Lock()
	defer t.mutex.Unlock()
	saga, step := t.place/len(t.moves), t.place%len(t.moves)
	expected := t.moves[step]
	undo := strings.HasPrefix(string(it.name), "open_")
	if expected.role != role || expected.undo != undo {
		return false, false, false, fmt.Errorf("triple %d, saga %d: command %d is %s to %s, step %d was expected%s",
			t.number, saga+1, step+1, it.name, member(t.number, role), expected.role, undone(expected.undo))
	}
	if it.step != role {
		return false, false, false, fmt.Errorf("triple %d: step_id is %d, not %d", t.number, it.step, role)
	}
	if saga > t.total {
		return false, false, false, fmt.Errorf("triple %d: a command too many", t.number)
	}
	t.place++
	ended = step == len(t.moves)-1
	// The sentinel's first command needs the locks: it proves that the sagas before it are over.
	last = saga == t.total && step == 0
	if ended && t.sent <= t.total {
		t.sent++
		follow = true
	}
	return ended, follow, last, nil
}

func undone(is bool) string {
	if is {
		return ", undone"
	}
	return ""
}

type sagasLine struct {
	Bench     string  `json:"bench"`
	Triples   int     `json:"triples"`
	Window    int     `json:"window"`
	Sagas     int     `json:"sagas"`
	Commands  int     `json:"commands"`
	Seconds   float64 `json:"seconds"`
	PerSecond float64 `json:"sagas_per_second"`
}

func completing(p *plan) (interface{}, error) { return play(p, "sagas", straight) }

func failing(p *plan) (interface{}, error) { return play(p, "failing", undoneBack) }

// play keeps a window of events in each triple and counts to the sentinels, one behind the last saga of each triple.
func play(p *plan, name string, moves []move) (interface{}, error) {
	window := p.window
	if window == 0 {
		window = 2
	}
	c := newCast()
	triples := make([]*triple, p.triples)
	var passed, ended atomic.Int64
	over := make(chan int64, 1)
	heard := func(t *triple, role int) func(*client) func(int64, *command) error {
		return func(me *client) func(int64, *command) error {
			return func(_ int64, it *command) error {
				isLast, follow, sentinel, err := t.take(role, it)
				if err != nil {
					return err
				}
				c.heard.Add(1)
				if len(t.moves) > 3 && role == 2 {
					me.answer(it, "step.failed")
				} else {
					me.answer(it, "step.completed")
				}
				if sentinel && passed.Add(1) == int64(p.triples) {
					over <- now()
				}
				if follow {
					if err := t.members[0].write(t.event); err != nil {
						return err
					}
				}
				if isLast && ended.Add(1) == int64(p.sagas+p.triples) {
					c.finish()
				}
				return nil
			}
		}
	}
	for number := range triples {
		t := &triple{number: number, moves: moves, event: event(fmt.Sprintf("triple.%d", number))}
		t.total = p.sagas / p.triples
		if number < p.sagas%p.triples {
			t.total++
		}
		triples[number] = t
		for role := range t.members {
			if err := c.join(p, member(number, role), heard(t, role)); err != nil {
				return nil, err
			}
			t.members[role] = c.clients[len(c.clients)-1]
		}
	}
	c.listen()
	start := now()
	for _, t := range triples {
		if err := t.open(window); err != nil {
			return nil, err
		}
	}
	if err := c.wait(p); err != nil {
		return nil, err
	}
	elapsed := float64(<-over-start) / 1e9
	commands := (p.sagas + p.triples) * len(moves)
	if err := c.settled(int64(commands)); err != nil {
		return nil, err
	}
	return sagasLine{name, p.triples, window, p.sagas, p.sagas * len(moves), elapsed, float64(p.sagas) / elapsed}, nil
}

// open sends the first events, as many as the window holds.
func (t *triple) open(window int) error {
	t.mutex.Lock()
	if window > t.total+1 {
		window = t.total + 1
	}
	t.sent = window
	t.mutex.Unlock()
	for i := 0; i < window; i++ {
		if err := t.members[0].write(t.event); err != nil {
			return err
		}
	}
	return nil
}
