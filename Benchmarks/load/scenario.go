package main

import (
	"fmt"
	"io"
	"math/rand"
)

// The source sends an event for each target; burst tells events apart by their rules' commands, which is all that the
// seed's rules can carry from an event to its command.
const (
	source    = "load_source"
	burstKind = 64
)

func target(number int) string { return fmt.Sprintf("load_target_%d", number) }

func member(triple, role int) string { return fmt.Sprintf("triple_%d_%c", triple, 'a'+role) }

func event(kind string) []byte {
	return frame(`{"type":"event","event_type":"` + kind +
		`","payload":{"severity":8,"source_ip":"192.168.1.100","timestamp":"2026-01-15T10:05:32.120Z"}}`)
}

func writeScenario(out io.Writer, kind string, p *plan) error {
	fmt.Fprintf(out, "scenario:\n  name: \"Load: %s\"\n  rules:\n", kind)
	switch kind {
	case "latency", "pipeline", "register":
		for number := 0; number < p.targets; number++ {
			rule(out, fmt.Sprintf("load.%d", number), source)
			action(out, target(number), "show_alert")
		}
	case "burst":
		for number := 0; number < burstKind; number++ {
			rule(out, fmt.Sprintf("burst.%d", number), source)
			action(out, target(0), fmt.Sprintf("show_alert_%d", number))
		}
	case "sagas", "failing":
		for triple := 0; triple < p.triples; triple++ {
			rule(out, fmt.Sprintf("triple.%d", triple), member(triple, 0))
			for role := 0; role < 3; role++ {
				action(out, member(triple, role), "close_gate")
				fmt.Fprintf(out, "          compensate_command: \"open_gate\"\n")
				fmt.Fprintf(out, "          compensate_params:\n            gate: %d\n", role)
			}
		}
	default:
		return fmt.Errorf("no bench is called %s", kind)
	}
	return nil
}

func rule(out io.Writer, kind, from string) {
	fmt.Fprintf(out, "    - when:\n        event_type: \"%s\"\n        from: \"%s\"\n      then:\n", kind, from)
}

func action(out io.Writer, to, command string) {
	fmt.Fprintf(out, "        - send_to: \"%s\"\n          command: \"%s\"\n          params:\n", to, command)
	fmt.Fprintf(out, "            message: \"Attack detected!\"\n            severity: 8\n")
}

// burstOrder is a sequence of kinds in which hardly two neighbours are the same, the same in every run.
func burstOrder(count int) []int {
	random := rand.New(rand.NewSource(20260115))
	order := make([]int, count)
	for i := range order {
		order[i] = random.Intn(burstKind)
	}
	return order
}
