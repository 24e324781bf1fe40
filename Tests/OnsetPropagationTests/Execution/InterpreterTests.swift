import OnsetCore
import OnsetModels
import OnsetPropagation
import OnsetTensor
import Synchronization
import Testing

@Suite struct InterpreterTests {
  /// tanh(x·W)·V with x of shape 2 × 3.
  private func perceptron() -> (network: Network, hidden: Int) {
    var sketch = GraphSketch()
    let x = sketch.input("x", [2, 3], dtype: .float64)
    let hidden = sketch.apply(.unary(.tanh), [sketch.dense(x, [2, 4], from: 3)], [2, 4])
    let output = sketch.dense(hidden, [2, 1], from: 4)
    var network = sketch.network
    network.outputs = [output]
    return (network, hidden)
  }

  private func numbers(_ shape: Shape, _ seed: Double) throws -> Tensor {
    try Tensor(
      (0..<shape.count).map {
        (seed + Double($0) * 0.7).truncatingRemainder(dividingBy: 1.9) - 0.8
      }, shape: shape)
  }

  @Test func gradientsFlowToWeightsAndInputs() throws {
    let (network, _) = perceptron()
    let interpreter = try Interpreter(network)
    let points = [try numbers([2, 3], 0.3), try numbers([3, 4], 0.1), try numbers([4, 1], 0.9)]
    let value: ([Tensor]) throws -> Tensor = { points in
      let outputs = try interpreter.run(
        ["x": points[0]], weights: ["weight0": points[1], "weight1": points[2]])
      return try #require(outputs.values.first).sum()
    }
    let gradients = try gradient(of: value, at: points)
    for (index, point) in points.enumerated() {
      for place in 0..<point.shape.count {
        func moved(_ step: Double) throws -> Double {
          var (points, values) = (points, point.numbers)
          values[place] += step
          points[index] = try Tensor(values, shape: point.shape)
          return try value(points).scalarValue()
        }
        let slope = try (moved(1e-5) - moved(-1e-5)) / 2e-5
        #expect(abs(gradients[index].numbers[place] - slope) < 1e-8)
      }
    }
  }

  @Test func anObserverSeesEveryValueOnceAndMayReplaceIt() throws {
    let (network, hidden) = perceptron()
    var seen: [Int] = []
    let weights = [
      "weight0": try numbers([3, 4], 0.1), "weight1": try Tensor.ones([4, 1], dtype: .float64),
    ]
    let outputs = try Interpreter(network).run(
      ["x": try numbers([2, 3], 0.3)], weights: weights
    ) { id, tensor in
      seen.append(id)
      return id == hidden ? try Tensor(repeating: 3, shape: tensor.shape, dtype: .float64) : tensor
    }
    #expect(seen == [0, 1, 2, 3, 4, 5])
    #expect(outputs.values.first?.numbers == [12, 12])
  }

  @Test func anObserverSeesGradientsOnTheWayBack() throws {
    let (network, hidden) = perceptron()
    let seen = Mutex<[Double]>([])
    let second = try numbers([4, 1], 0.9)
    let tape = try Tape(variables: [numbers([2, 3], 0.3)])
    let outputs = try Interpreter(network).run(
      ["x": tape.variables[0]], weights: ["weight0": try numbers([3, 4], 0.1), "weight1": second]
    ) { id, tensor in
      guard id == hidden else { return tensor }
      return tensor.observingGradient { gradient in seen.withLock { $0 = gradient.numbers } }
    }
    let output = try #require(outputs.values.first)
    _ = try tape.gradients(of: [output], cotangents: [Tensor.ones(output.shape, dtype: .float64)])
    // The gradient of the sum by the hidden layer is the second weight, for each of the two rows.
    #expect(seen.withLock { $0 } == second.numbers + second.numbers)
  }

  @Test func anIntermediateIsReleasedAfterItsLastReader() throws {
    var sketch = GraphSketch()
    var value = sketch.input("x", [64])
    for _ in 0..<6 { value = sketch.apply(.unary(.sine), [value], [64]) }
    var network = sketch.network
    network.outputs = [value]
    var live: [Weak] = []
    var counts: [Int] = []
    _ = try Interpreter(network).run(["x": .ones([64])]) { _, tensor in
      live.append(Weak(storage: tensor.storage))
      counts.append(live.count { $0.storage != nil })
      return tensor
    }
    // The one that is read and the one that is made; the input is held by the caller besides.
    #expect(counts.max() ?? 0 <= 3)
    #expect(counts.count == 7)
  }

  @Test func batchNormFollowsTheMode() throws {
    var sketch = GraphSketch()
    let x = sketch.input("x", [4, 1])
    let parameters = [[2.0], [1], [10], [4]].map { sketch.constant($0, [1]) }
    let operation = Operation.batchNormalization(epsilon: 0, momentum: 0.9, isTraining: true)
    let output = sketch.apply(operation, [x] + parameters, [4, 1])
    var network = sketch.network
    network.outputs = [output]
    let batch = try Tensor([1, 2, 3, 6] as [Float], shape: [4, 1])
    // Mean 3 and variance 3.5 of the batch; mean 10 and variance 4 as they run.
    let training = try Interpreter(network).run(["x": batch]).values.first?.numbers ?? []
    let evaluation = try Interpreter(network, mode: .evaluation).run(["x": batch])
    #expect(evaluation.values.first?.numbers == [-8, -7, -6, -3])
    for (found, x) in zip(training, [1.0, 2, 3, 6]) {
      #expect(abs(found - ((x - 3) / 3.5.squareRoot() * 2 + 1)) < 1e-6)
    }
  }

  private struct Weak { weak var storage: TensorStorage? }
}
