import ExerciseHost
import ExerciseModel
import HTTPGateway
import Testing

@Suite struct OperationsRouteTests {
    private func answer(_ route: Route) async -> (status: Int, body: String) {
        let answer = await route.answer(Inquiry(RequestHead(target: "/", host: "localhost:3000")))
        return (answer.status, String(decoding: answer.body, as: UTF8.self))
    }

    private func ready(_ figures: HostFigures?, brokerAbsence: String? = nil) async -> (status: Int, body: String) {
        await answer(ReadyRoute.route(OperationsStage.view(brokerAbsence: brokerAbsence)) { figures })
    }

    @Test func `health says who lives, since when, and that it is open`() async {
        let got = await answer(HealthRoute.route(OperationsStage.view(), .network))

        #expect(got.status == 200)
        #expect(
            got.body == """
                {"status":"ok","time":"2026-01-15T10:01:45.000Z","version":"1.0.0","instance":"host-5",\
                "uptime_seconds":5.0,"exercises":2,"open":true,\
                "note":"INSECURE: open to everybody who reaches this address, without TLS or tokens"}
                """)
    }

    @Test func `with broker and store it is ready`() async {
        let got = await ready(OperationsStage.figures())

        #expect(got.status == 200)
        #expect(
            got.body == """
                {"ready":true,"broker":{"connected":true},"store":{"ok":true},\
                "exercises":[{"id":"harbour","status":"running","broker":"attending"}]}
                """)
    }

    @Test func `without a broker it is not, and says why`() async {
        let got = await ready(OperationsStage.figures(), brokerAbsence: "nobody listens at mq:1883")

        #expect(got.status == 503)
        #expect(
            got.body == """
                {"type":"about:blank","title":"Service Unavailable","status":503,"code":"broker_unavailable",\
                "detail":"the broker cannot be used: nobody listens at mq:1883","ready":false,\
                "broker":{"connected":false,"reason":"nobody listens at mq:1883"},"store":{"ok":true},\
                "exercises":[{"id":"harbour","status":"running","broker":"attending"}]}
                """)
    }

    @Test func `with a store that fails it is not, and says why`() async {
        let got = await ready(OperationsStage.figures(fault: .full("no space left")))

        #expect(got.status == 503)
        #expect(got.body.contains(#""code":"store_unavailable","detail":"the store's disk is full: no space left""#))
        #expect(got.body.contains(#""store":{"ok":false,"reason":"the store's disk is full: no space left"}"#))
    }

    @Test func `with a host that takes no turns it is not, and does not guess at the store`() async {
        let got = await ready(nil)

        #expect(got.status == 503)
        #expect(got.body.contains(#""code":"overloaded""#))
        #expect(got.body.contains(#""ready":false,"broker":{"connected":true},"store":null,"exercises":[]"#))
    }

    @Test(arguments: [
        (0, "Thu, 01 Jan 1970 00:00:00 GMT"), (784_111_777_000, "Sun, 06 Nov 1994 08:49:37 GMT"),
        (1_709_164_799_999, "Wed, 28 Feb 2024 23:59:59 GMT"),
    ])
    func `HTTP writes a date in its own way`(_ milliseconds: Int64, _ text: String) {
        #expect(HTTPDate.text(UTCInstant(milliseconds: milliseconds)) == text)
    }
}
