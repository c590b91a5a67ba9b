package main

import (
	"fmt"
	"runtime"
	"sort"
	"syscall"
	"time"
)

// One simulation sends events, others receive one command for each. Every command is answered at once: the saga of one
// step that it belongs to holds its target until then, so one that answered late would measure its own delay through
// the sagas that queue behind it.
//
// A command carries nothing of its event: the seed's rules have no templates. It needs nothing: a server takes the
// events of one connection in order, and commands to one simulation leave in the order of their sagas, so the n-th
// command that a target hears belongs to the n-th event meant for it. The counts are checked at the end, and `burst`
// checks the order itself.
type forward struct {
	*cast
	source *client
	frames [][]byte // the event for each target
}

// hearing takes a command that came at an instant to one of the targets, so many of all having come.
type hearing func(heard int64, number int, at int64, it *command) error

func newForward(p *plan, frames [][]byte, hear hearing) (*forward, error) {
	f := &forward{cast: newCast(), frames: frames}
	for number := 0; number < p.targets; number++ {
		number := number
		err := f.join(p, target(number), func(c *client) func(int64, *command) error {
			return func(at int64, it *command) error {
				c.answer(it, "step.completed")
				return hear(f.heard.Add(1), number, at, it)
			}
		})
		if err != nil {
			return nil, err
		}
	}
	if err := f.join(p, source, nil); err != nil {
		return nil, err
	}
	f.source = f.clients[p.targets]
	f.listen()
	return f, nil
}

func targetEvents(p *plan) [][]byte {
	frames := make([][]byte, p.targets)
	for number := range frames {
		frames[number] = event(fmt.Sprintf("load.%d", number))
	}
	return frames
}

type latencyLine struct {
	Bench    string  `json:"bench"`
	Rate     int     `json:"rate"`
	Targets  int     `json:"targets"`
	Events   int     `json:"events"`
	Seconds  float64 `json:"seconds"`
	P50      float64 `json:"p50_us"`
	P99      float64 `json:"p99_us"`
	Max      float64 `json:"max_us"`
	LateP99  float64 `json:"sent_late_p99_us"` // of the program's own clock: how far to trust the rest
	LateMax  float64 `json:"sent_late_max_us"`
	PerEvent float64 `json:"events_per_second"`
}

// latency keeps the rate whatever comes back: nothing waits for an answer, so a server that stalls is charged for every
// event that it made wait.
func latency(p *plan) (interface{}, error) {
	count := p.rate * p.seconds
	// The sender writes one, the listeners the other, each its own places: they are read when all is over.
	written, received := make([]int64, count), make([]int64, count)
	numbers := make([]int, p.targets)
	var f *forward
	f, err := newForward(p, targetEvents(p), func(heard int64, number int, at int64, _ *command) error {
		place := numbers[number]*p.targets + number
		if place >= count {
			return fmt.Errorf("%s: a command too many", target(number))
		}
		received[place] = at
		numbers[number]++
		if heard == int64(count) {
			f.finish()
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	late := make([]int64, count)
	start := now() + int64(100*time.Millisecond)
	go func() {
		if err := f.pace(p, start, written, late); err != nil {
			f.fail(err)
		}
	}()
	if err := f.wait(p); err != nil {
		return nil, err
	}
	end := now()
	if err := f.settled(int64(count)); err != nil {
		return nil, err
	}
	took := make([]int64, count)
	for i := range took {
		took[i] = received[i] - written[i]
	}
	elapsed := float64(end-start) / 1e9
	return latencyLine{"latency", p.rate, p.targets, count, elapsed, rank(took, 500), rank(took, 990),
		rank(took, 1000), rank(late, 990), rank(late, 1000), float64(count) / elapsed}, nil
}

// pace writes each event at its instant, by itself. It sleeps in the kernel: the runtime's own timers round up to a
// millisecond when nothing else runs.
func (f *forward) pace(p *plan, start int64, written, late []int64) error {
	runtime.LockOSThread()
	const setTimerSlack = 29
	syscall.Syscall(syscall.SYS_PRCTL, setTimerSlack, 1, 0)
	for i := range written {
		due := start + int64(i)*int64(time.Second)/int64(p.rate)
		for left := due - now(); left > 0; left = due - now() {
			pause := syscall.NsecToTimespec(left)
			syscall.Nanosleep(&pause, nil)
		}
		written[i] = now()
		late[i] = written[i] - due
		if err := f.source.write(f.frames[i%p.targets]); err != nil {
			return err
		}
	}
	return nil
}

type pipelineLine struct {
	Bench     string  `json:"bench"`
	Targets   int     `json:"targets"`
	Window    int     `json:"window"`
	Events    int     `json:"events"`
	Seconds   float64 `json:"seconds"`
	PerSecond float64 `json:"events_per_second"`
}

// pipeline sends whenever fewer than a window of events are without a command, up to the last command.
func pipeline(p *plan) (interface{}, error) {
	window := p.window
	if window == 0 {
		window = 1000
	}
	room := make(chan struct{}, 1)
	last := make(chan int64, 1)
	var f *forward
	f, err := newForward(p, targetEvents(p), func(heard int64, _ int, _ int64, _ *command) error {
		// Woken at every eighth of a window, the sender writes many events at a time and is never out of room.
		if heard == int64(p.events) {
			last <- now()
			f.finish()
		} else if heard%int64((window+7)/8) == 0 {
			signal(room)
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	start := now()
	go func() {
		if err := f.stream(p, window, room); err != nil {
			f.fail(err)
		}
	}()
	if err := f.wait(p); err != nil {
		return nil, err
	}
	elapsed := float64(<-last-start) / 1e9
	if err := f.settled(int64(p.events)); err != nil {
		return nil, err
	}
	return pipelineLine{"pipeline", p.targets, window, p.events, elapsed, float64(p.events) / elapsed}, nil
}

func (f *forward) stream(p *plan, window int, room chan struct{}) error {
	var batch []byte
	for sent := 0; sent < p.events; {
		allowed := int(f.heard.Load()) + window
		if allowed > p.events {
			allowed = p.events
		}
		if sent == allowed {
			<-room
			continue
		}
		batch = batch[:0]
		for ; sent < allowed; sent++ {
			batch = append(batch, f.frames[sent%p.targets]...)
		}
		if err := f.source.write(batch); err != nil {
			return err
		}
	}
	return nil
}

type burstLine struct {
	Bench   string  `json:"bench"`
	Events  int     `json:"events"`
	Order   string  `json:"order"`
	Seconds float64 `json:"seconds"`
}

// burst writes all events at once. Each is of one of several kinds, whose rules differ in the name of the command.
func burst(p *plan) (interface{}, error) {
	p.targets = 1
	order := burstOrder(p.events)
	names := make([]string, burstKind)
	frames := make([][]byte, burstKind)
	for kind := range frames {
		names[kind] = fmt.Sprintf("show_alert_%d", kind)
		frames[kind] = event(fmt.Sprintf("burst.%d", kind))
	}
	place := 0
	var f *forward
	f, err := newForward(p, frames, func(_ int64, _ int, _ int64, it *command) error {
		if place >= len(order) {
			return fmt.Errorf("a command too many: %s", it.name)
		}
		if expected := names[order[place]]; string(it.name) != expected {
			return fmt.Errorf("out of order: command %d is %s where %s was expected", place+1, it.name, expected)
		}
		if place++; place == len(order) {
			f.finish()
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	var all []byte
	for _, kind := range order {
		all = append(all, frames[kind]...)
	}
	start := now()
	// Beside the listening, because the server may want its answers before it takes the rest.
	go func() {
		if err := f.source.write(all); err != nil {
			f.fail(err)
		}
	}()
	if err := f.wait(p); err != nil {
		return nil, err
	}
	elapsed := float64(now()-start) / 1e9
	if err := f.settled(int64(p.events)); err != nil {
		return nil, err
	}
	return burstLine{"burst", p.events, "ok", elapsed}, nil
}

// rank is in microseconds: the value below which so many thousandths lie.
func rank(values []int64, thousandths int) float64 {
	sorted := append([]int64(nil), values...)
	sort.Slice(sorted, func(i, j int) bool { return sorted[i] < sorted[j] })
	return float64(sorted[(len(sorted)-1)*thousandths/1000]) / 1000
}
