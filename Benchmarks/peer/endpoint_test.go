package main

import (
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/gorilla/websocket"
)

const twoSteps = `
scenario:
  name: "Two steps"
  rules:
    - when: {event_type: "alarm", from: "a"}
      then:
        - {send_to: "a", command: "close", compensate_command: "open", compensate_params: {gate: 1}}
        - {send_to: "b", command: "close"}
`

type player struct {
	t  *testing.T
	ws *websocket.Conn
}

func serverUnderTest(t *testing.T) string {
	path := filepath.Join(t.TempDir(), "scenario.yaml")
	if err := os.WriteFile(path, []byte(twoSteps), 0o600); err != nil {
		t.Fatal(err)
	}
	registry := newRegistry()
	scenario, err := loadScenario(path, registry)
	if err != nil {
		t.Fatal(err)
	}
	queue := newQueue()
	go (&processor{registry: registry, sagas: newSagaManager(false), queue: queue}).run()
	server := httptest.NewServer(&endpoint{scenario: scenario, queue: queue})
	t.Cleanup(server.Close)
	return "ws" + strings.TrimPrefix(server.URL, "http")
}

func connected(t *testing.T, url string) player {
	ws, _, err := websocket.DefaultDialer.Dial(url, nil)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { ws.Close() })
	return player{t, ws}
}

func registered(t *testing.T, url, id string) player {
	p := connected(t, url)
	p.says(`{"type":"register","id":"` + id + `","name":"` + id + `"}`)
	p.hears(`{"type":"registered","status":"ok"}`)
	return p
}

func (p player) says(text string) {
	p.t.Helper()
	if err := p.ws.WriteMessage(websocket.TextMessage, []byte(text)); err != nil {
		p.t.Fatal(err)
	}
}

// hears takes the next message, gives its saga's id and compares the rest, the id for a star.
func (p player) hears(expected string) (saga string) {
	p.t.Helper()
	_, text, err := p.ws.ReadMessage()
	if err != nil {
		p.t.Fatal(err)
	}
	heard := string(text)
	if start := strings.Index(heard, `:"`+sagaPrefix) + 2; start > 1 {
		saga = heard[start : start+strings.IndexByte(heard[start:], '"')]
		heard = strings.Replace(heard, saga, "*", 1)
	}
	if heard != expected {
		p.t.Fatalf("heard    %s\nexpected %s", heard, expected)
	}
	return saga
}

const (
	closeA = `{"type":"command","command":"close","params":{},"saga_id":"*","step_id":0}`
	closeB = `{"type":"command","command":"close","params":{},"saga_id":"*","step_id":1}`
	openA  = `{"type":"command","command":"open","params":{"gate":1},"saga_id":"*","step_id":0}`
)

func TestALeavingSimulationFailsItsStepAndTheNextSagaIsServed(t *testing.T) {
	url := serverUnderTest(t)
	a, b := registered(t, url, "a"), registered(t, url, "b")
	a.says(`{"type":"event","event_type":"alarm"}`)
	a.says(`{"type":"event","event_type":"alarm","payload":{}}`)
	first := a.hears(closeA)
	a.says(`{"type":"step.completed","saga_id":"` + first + `","step_id":0}`)
	b.hears(closeB)
	b.ws.Close()
	a.hears(openA)
	a.says(`{"type":"step.completed","saga_id":"` + first + `","step_id":0}`)
	if second := a.hears(closeA); second == first {
		t.Fatal("the same saga again")
	}
}

func TestAnswersThatNobodyWaitsForChangeNothing(t *testing.T) {
	url := serverUnderTest(t)
	a, b := registered(t, url, "a"), registered(t, url, "b")
	a.says(`{"type":"event","event_type":"alarm"}`)
	saga := a.hears(closeA)
	b.says(`{"type":"step.completed","saga_id":"` + saga + `","step_id":0}`)
	a.says(`{"type":"step.completed","saga_id":"` + saga + `","step_id":1}`)
	a.says(`{"type":"step.failed","saga_id":"nonsense","step_id":0}`)
	a.says(`{"type":"nonsense"}`)
	a.hears(`{"type":"error","status":"unknown type: nonsense"}`)
	a.says(`{"type":"step.completed","saga_id":"` + saga + `","step_id":0}`)
	b.hears(closeB)
}

func TestTheFirstMessageMustRegisterAndTheNewestRegistrationStands(t *testing.T) {
	url := serverUnderTest(t)
	stranger := connected(t, url)
	stranger.says(`{"type":"event","event_type":"alarm"}`)
	stranger.hears(`{"type":"error","status":"the first message must be register, with an id"}`)
	old := registered(t, url, "a")
	registered(t, url, "a").says(`{"type":"event","event_type":"alarm"}`)
	old.hears(`{"type":"error","status":"replaced by a newer registration"}`)
}
