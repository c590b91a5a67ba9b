package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"math"
	"os"
	"sort"
)

// figure is told as Benchmarks/bench tells its own: ours beside the reference of the same run.
type figure struct {
	Name      string   `json:"name"`
	Unit      string   `json:"unit"`
	Ours      float64  `json:"ours"`
	Reference *float64 `json:"reference"`
	Ratio     *float64 `json:"ratio"`
	Target    string   `json:"target"`
	Met       bool     `json:"met"`
	BoundBy   string   `json:"bound_by"`
	Rounds    int      `json:"rounds"`
	Best      float64  `json:"best"`
	Worst     float64  `json:"worst"`
	LateP99   *float64 `json:"sent_late_p99_ms,omitempty"`
}

// measure is one number of a bench's line, as a figure tells it.
type measure struct {
	bench, key, name, unit string
	scale                  float64
	target                 string
	meets                  func(float64) bool // nil where none is set
	boundBy                string
}

const (
	roundTrip = "the way there and back: one saga at a time holds the simulation, and each commit is synced"
	oneLoop   = "one loop decides for all; sockets are written once a turn; each turn's commit is synced"
	wakes     = "the sync of the turn, and two wake-ups of a core"
)

func below(limit float64) func(float64) bool {
	return func(value float64) bool { return value < limit }
}

func atLeast(limit float64) func(float64) bool {
	return func(value float64) bool { return value >= limit }
}

var measures = []measure{
	{"latency", "p50_us", "event_to_command_p50", "ms, 5,000 events a second", 0.001, "< 0.5 ms", below(0.5), wakes},
	{"latency", "p99_us", "event_to_command_p99", "ms, 5,000 events a second", 0.001, "< 3 ms", below(3), wakes},
	{"latency_one", "p50_us", "event_to_command_one_p50", "ms, all to one simulation", 0.001, "none set", nil, roundTrip},
	{"latency_one", "p99_us", "event_to_command_one_p99", "ms, all to one simulation", 0.001, "none set", nil, roundTrip},
	{"pipeline", "events_per_second", "events", "events/s, 1,000 unanswered", 1, ">= 30000", atLeast(30000), oneLoop},
	{"pipeline_one", "events_per_second", "events_one", "events/s, all to one simulation", 1, "none set", nil, roundTrip},
	{"sagas", "sagas_per_second", "sagas", "sagas/s of three steps, 50 triples", 1, ">= 5000", atLeast(5000), oneLoop},
	{"failing", "sagas_per_second", "sagas_undone", "sagas/s, third step fails, two undone", 1, "none set", nil, oneLoop},
	{"register", "each_kb", "registered", "KiB for each of 1,000 simulations", 1, "<= 12 KiB",
		func(value float64) bool { return value <= 12 }, "buffers of the connection and of its WebSocket"},
	{"burst", "seconds", "burst_in_order", "s for 10,000 events at once, in order", 1, "in order",
		func(float64) bool { return true }, roundTrip},
}

// figures takes the median of the rounds on each side. Without lines of the peer a figure has no reference.
func figures(ours, peer string) error {
	our, err := lines(ours)
	if err != nil {
		return err
	}
	their, err := lines(peer)
	if err != nil {
		return err
	}
	for _, m := range measures {
		values := m.values(our)
		if len(values) == 0 {
			continue
		}
		told := figure{Name: m.name, Unit: m.unit, Ours: thousandths(median(values)), Target: m.target,
			BoundBy: m.boundBy, Rounds: len(values), Best: thousandths(values[0]),
			Worst: thousandths(values[len(values)-1])}
		told.Met = m.meets == nil || m.meets(told.Ours)
		if m.scale == 1 && m.key != "each_kb" && m.key != "seconds" {
			told.Best, told.Worst = told.Worst, told.Best
		}
		if references := m.values(their); len(references) > 0 {
			reference := thousandths(median(references))
			told.Reference = &reference
			if reference > 0 {
				ratio := thousandths(told.Ours / reference)
				told.Ratio = &ratio
			}
		}
		late := measure{bench: m.bench, key: "sent_late_p99_us", scale: 0.001}
		if values := late.values(our); len(values) > 0 {
			value := thousandths(median(values))
			told.LateP99 = &value
		}
		encoder := json.NewEncoder(os.Stdout)
		encoder.SetEscapeHTML(false)
		if err := encoder.Encode(told); err != nil {
			return err
		}
	}
	return nil
}

// values are those of all rounds, in order of size.
func (m *measure) values(lines []map[string]interface{}) []float64 {
	var values []float64
	for _, line := range lines {
		name := line["bench"]
		if line["targets"] == 1.0 {
			name = fmt.Sprint(name, "_one")
		}
		if value, is := line[m.key].(float64); is && name == m.bench {
			values = append(values, value*m.scale)
		}
	}
	sort.Float64s(values)
	return values
}

func median(sorted []float64) float64 { return sorted[(len(sorted)-1)/2] }

func thousandths(value float64) float64 { return math.Round(value*1000) / 1000 }

func lines(path string) ([]map[string]interface{}, error) {
	file, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	var all []map[string]interface{}
	for scanner := bufio.NewScanner(file); scanner.Scan(); {
		var line map[string]interface{}
		if err := json.Unmarshal(scanner.Bytes(), &line); err != nil {
			return nil, fmt.Errorf("%s: %w", path, err)
		}
		all = append(all, line)
	}
	return all, nil
}
