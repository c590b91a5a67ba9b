package import ExerciseModel

/// Why an answer or an order is not taken, in words for whoever sent it.
package struct SagaRefusal: Error, Equatable, Sendable {
    package var code: RefusalCode
    package var message: String

    package init(_ code: RefusalCode, _ message: String) {
        self.code = code
        self.message = message
    }
}
