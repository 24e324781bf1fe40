import OnsetCore
import OnsetModels
import OnsetPropagation
import OnsetTensor
import Testing

@Suite struct InterpreterErrorTests {
  private func logarithm() -> Network {
    var sketch = GraphSketch()
    let x = sketch.input("x", [2, 3])
    let sum = sketch.apply(.binary(.add), [x, sketch.constant([-1], [1])], [2, 3])
    let output = sketch.apply(.unary(.logarithm), [sum], [2, 3])
    var network = sketch.network
    network.outputs = [output]
    return network
  }

  private func message(_ body: () throws -> Void) -> String {
    do {
      try body()
    } catch {
      return "\(error)"
    }
    return ""
  }

  @Test func inputsThatDoNotFitAreNamed() throws {
    let interpreter = try Interpreter(logarithm())
    let fitting = try Tensor.ones([2, 3])
    #expect(message { _ = try interpreter.run([:]) }.contains("'x'"))
    #expect(message { _ = try interpreter.run(["x": fitting, "z": fitting]) }.contains("'z'"))
    #expect(message { _ = try interpreter.run(["x": .ones([2, 4])]) }.contains("2×4"))
    let integers = try Tensor.ones([2, 3], dtype: .int64)
    #expect(message { _ = try interpreter.run(["x": integers]) }.contains("int64"))
  }

  @Test func theFirstOperatorWithNaNIsNamed() throws {
    let interpreter = try Interpreter(logarithm())
    let negative = try Tensor([5, 4, 3, 2, 0, 6] as [Float], shape: [2, 3])
    #expect(try interpreter.run(["x": negative]).values.first?.numbers[4].isNaN == true)
    let text = message { _ = try interpreter.runRefusingNaN(["x": negative]) }
    #expect(text.contains("node1"), "\(text)")
    #expect(text.contains("logarithm"), "\(text)")
    #expect(
      message { _ = try interpreter.runRefusingNaN(["x": .init(repeating: 2, shape: [2, 3])]) }
        == "")
    let broken = try Tensor(repeating: .nan, shape: [2, 3])
    #expect(message { _ = try interpreter.runRefusingNaN(["x": broken]) }.contains("'x'"))
  }

  @Test func anUnknownOperatorIsRefusedBeforeAnythingRuns() throws {
    var network = logarithm()
    network.operators[1].operation = .unknown(domain: "com.example", type: "Magic")
    let text = message { _ = try Interpreter(network) }
    #expect(text.contains("com.example.Magic"))
    #expect(text.contains("node1"))
  }

  @Test func anOperatorThatIsNotNeededIsNotRun() throws {
    var network = logarithm()
    network.operators.append(
      Operator(
        name: "unused", operation: .unknown(domain: "", type: "Magic"), inputs: [0], outputs: [nil])
    )
    #expect(throws: Never.self) {
      try Interpreter(network).run(["x": .init(repeating: 2, shape: [2, 3])])
    }
  }

  @Test func anErrorInsideAnOperatorNamesIt() throws {
    var sketch = GraphSketch()
    let x = sketch.input("x", [2, 3])
    let output = sketch.apply(.gather(axis: 0), [x, sketch.integers([5], [1])], [1, 3])
    var network = sketch.network
    network.outputs = [output]
    let text = message { _ = try Interpreter(network).run(["x": .ones([2, 3])]) }
    #expect(text.contains("node0"))
    #expect(text.contains("5"))
  }

  @Test func aWeightThatNobodyGivesIsNamed() throws {
    var sketch = GraphSketch()
    let x = sketch.input("x", [2, 3])
    var network = Network()
    let output = sketch.dense(x, [2, 4], from: 3)
    network = sketch.network
    network.outputs = [output]
    let interpreter = try Interpreter(network)
    #expect(message { _ = try interpreter.run(["x": .ones([2, 3])]) }.contains("weight0"))
    let wrong = ["weight0": try Tensor.ones([4, 3])]
    #expect(
      message { _ = try interpreter.run(["x": .ones([2, 3])], weights: wrong) }.contains("4×3"))
  }

  @Test func theMemoryThatIsNeededIsCounted() throws {
    // 6 float32 in, 1 constant, 6 of the sum; then 6 of the logarithm beside the sum.
    #expect(try Interpreter(logarithm()).peakByteCount == 4 * (6 + 1 + 6))
  }
}
