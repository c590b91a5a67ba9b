package main

import (
	"encoding/json"
	"fmt"
	"testing"
)

const ordinaryEvent = `{"type":"event","event_type":"attack.detected",` +
	`"payload":{"severity":8,"source_ip":"192.168.1.100"}}`

func TestTheScannerTakesNothingThatTheLibraryRefuses(t *testing.T) {
	values := []string{`1`, `-0`, `01`, `-`, `1.`, `.5`, `1.5`, `2e3`, `"a"`, `"a`, `"\n"`, "\"\n\"", `true`, `tru`,
		`null`, `[]`, `[1,2]`, `[1,]`, `[,1]`, `{}`, `{"a":1}`, `{"a":1,}`, `{"a"}`, `{1:2}`, `[[[]]]`, ``, `[1 2]`,
		`{"a":[{"b":null}]}`}
	frames := []string{`{"type":"event","payload":%s}`, ` { "payload" : %s , "type" : "event" } `, `{"step_id":%s}`,
		`{"payload":%s}}`, `{"payload":%s`, `[%s]`, `{"type":%s}`}
	for _, frame := range frames {
		for _, value := range values {
			text := fmt.Sprintf(frame, value)
			s := scanner{text: []byte(text)}
			if _, plain := s.message(); plain && !json.Valid([]byte(text)) {
				t.Errorf("taken: %s", text)
			}
		}
	}
}

func TestAnAnswerIsReadTheSameBothWays(t *testing.T) {
	for _, text := range []string{`{"type":"step.completed","saga_id":"saga_12","step_id":10}`,
		`{"type":"step.\u0063ompleted","saga_id":"saga_12","step_id":10}`} {
		m, err := readMessage([]byte(text))
		if string(m.kind) != "step.completed" || sagaNumber(m.sagaID) != 12 || m.stepID != 10 || err != nil {
			t.Errorf("%s: %+v, %v", text, m, err)
		}
	}
}

func BenchmarkReadMessage(b *testing.B) {
	text := []byte(ordinaryEvent)
	b.ReportAllocs()
	for i := 0; i < b.N; i++ {
		readMessage(text)
	}
}
