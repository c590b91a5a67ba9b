import ExerciseModel
import Orchestration
import MQTTGateway
import Testing

@Suite(.serialized, .timeLimit(.minutes(1))) struct MQTTClientTests {
    private let question = Publication(topic: "/question", payload: Array("?".utf8), qos: 1)

    @Test func `what is published before the connection stands is published when it does`() throws {
        let mosquitto = try MosquittoProcess()
        let player = try Player(mosquitto, "alpha")
        player.client.subscribe(to: ["/question"])

        player.client.publish([question])

        #expect(Patience.wait { player.heard == [HeardMessage(topic: "/question", payload: Array("?".utf8))] })
    }

    @Test func `after the broker was away it hears again`() throws {
        let mosquitto = try MosquittoProcess()
        let player = try Player(mosquitto, "alpha")
        player.client.subscribe(to: ["/question"])
        #expect(Patience.wait { player.subscribedCount >= 1 })
        let before = player.subscribedCount
        mosquitto.kill()
        try mosquitto.start()
        #expect(Patience.wait { player.subscribedCount > before })

        player.client.publish([question])

        #expect(Patience.wait { player.heard.count == 1 })
    }

    @Test func `it is told whether anybody hears what it publishes`() throws {
        let mosquitto = try MosquittoProcess()
        let (alpha, beta) = (try Player(mosquitto, "alpha"), try Player(mosquitto, "beta"))
        alpha.client.publish([question])
        #expect(Patience.wait { alpha.reports.contains(.published(isHeard: false)) })
        beta.client.subscribe(to: ["/question"])
        #expect(Patience.wait { beta.subscribedCount >= 1 })
        alpha.client.publish([question])

        #expect(Patience.wait { alpha.reports.contains(.published(isHeard: true)) })
        #expect(Patience.wait { beta.heard.count == 1 })
    }

    @Test func `stop waits until the broker has what was published, and the will stays unsaid`() throws {
        let mosquitto = try MosquittoProcess()
        let beta = try Player(mosquitto, "beta")
        beta.client.subscribe(to: ["/presence", "/question"])
        #expect(Patience.wait { beta.subscribedCount >= 1 })
        let will = Publication(topic: "/presence", payload: Array("offline".utf8), qos: 1, retain: true)
        let alpha = try Player(mosquitto, "alpha", will: will)
        alpha.client.publish([question])

        alpha.client.stop()

        #expect(Patience.wait { beta.heard.map(\.topic) == ["/question"] })
    }

    @Test func `a topic that cannot be published to is told`() throws {
        let mosquitto = try MosquittoProcess()
        let player = try Player(mosquitto, "alpha")

        player.client.publish([Publication(topic: "/a/+", payload: [], qos: 1)])

        #expect(Patience.wait { player.reports.contains(.unpublished(topic: "/a/+", reason: "the topic is invalid")) })
    }
}
