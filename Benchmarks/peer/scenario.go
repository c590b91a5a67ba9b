package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"strconv"

	"gopkg.in/yaml.v3"
)

// scenario is read-only once loaded: every reader looks rules up without a lock.
type scenario struct {
	rules map[string][]*rule // by event type, in the order of the file
}

type scenarioFile struct {
	Scenario struct {
		Name  string     `yaml:"name"`
		Rules []ruleFile `yaml:"rules"`
	} `yaml:"scenario"`
}

type ruleFile struct {
	When struct {
		EventType string `yaml:"event_type"`
		From      string `yaml:"from"`
	} `yaml:"when"`
	Then []actionFile `yaml:"then"`
}

type actionFile struct {
	SendTo            string                 `yaml:"send_to"`
	Command           string                 `yaml:"command"`
	Params            map[string]interface{} `yaml:"params"`
	CompensateCommand string                 `yaml:"compensate_command"`
	CompensateParams  map[string]interface{} `yaml:"compensate_params"`
}

func loadScenario(path string, registry *registry) (*scenario, error) {
	file, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	decoder := yaml.NewDecoder(file)
	decoder.KnownFields(true)
	var read scenarioFile
	if err := decoder.Decode(&read); err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	made := &scenario{rules: make(map[string][]*rule)}
	for number, written := range read.Scenario.Rules {
		compiled, err := compile(written, registry)
		if err != nil {
			return nil, fmt.Errorf("%s: rule %d: %w", path, number+1, err)
		}
		made.rules[written.When.EventType] = append(made.rules[written.When.EventType], compiled)
	}
	return made, nil
}

func compile(written ruleFile, registry *registry) (*rule, error) {
	if written.When.EventType == "" || len(written.Then) == 0 {
		return nil, errors.New("a rule needs an event_type and an action")
	}
	made := &rule{}
	if written.When.From != "" {
		made.from = registry.simulation(written.When.From)
	}
	needed := make(map[*simulation]bool)
	for step, each := range written.Then {
		if each.SendTo == "" || each.Command == "" {
			return nil, fmt.Errorf("action %d needs send_to and command", step+1)
		}
		target := registry.simulation(each.SendTo)
		compiled := action{target: target, tail: []byte(`","step_id":` + strconv.Itoa(step) + `}`)}
		var err error
		if compiled.do, err = commandHead(each.Command, each.Params); err != nil {
			return nil, err
		}
		if each.CompensateCommand != "" {
			if compiled.undo, err = commandHead(each.CompensateCommand, each.CompensateParams); err != nil {
				return nil, err
			}
		}
		if !needed[target] {
			needed[target] = true
			made.simulations = append(made.simulations, target)
		}
		made.actions = append(made.actions, compiled)
	}
	return made, nil
}

// commandHead is a command message as far as the saga's number: params do not change from one saga to the next.
func commandHead(command string, params map[string]interface{}) ([]byte, error) {
	if params == nil {
		params = map[string]interface{}{}
	}
	head, err := json.Marshal(struct {
		Type    string                 `json:"type"`
		Command string                 `json:"command"`
		Params  map[string]interface{} `json:"params"`
	}{"command", command, params})
	if err != nil {
		return nil, err
	}
	return append(head[:len(head)-1], `,"saga_id":"`+sagaPrefix...), nil
}
