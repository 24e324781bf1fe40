import OnsetCore
import OnsetModels
import OnsetPropagation
import OnsetTestSupport
import Testing

/// Operators of models outside the usual: broadcasting, resizing, Einsum, local normalization.
@Suite("Prediction: coverage")
struct CoverageTests {
  @Test("a gate per channel scales an image")
  func squeezeAndExcitation() throws {
    var sketch = GraphSketch()
    let input = sketch.input("x", [4, 8, 6, 6])
    let pooled = sketch.apply(.globalPool(.average), [input], [4, 8, 1, 1])
    let weight = sketch.weight([8, 8, 1, 1], secondMoment: 0)
    let squeezed = sketch.apply(
      .convolution(ConvolutionAttributes()), [pooled, weight], [4, 8, 1, 1])
    let gate = sketch.apply(.unary(.sigmoid), [squeezed], [4, 8, 1, 1])
    let output = sketch.apply(.binary(.multiply), [input, gate], [4, 8, 6, 6])
    let prediction = try sketch.predict(output)
    #expect(abs(try #require(prediction[output]).secondMoment - 0.25) < 1e-9)
    #expect(abs(try #require(prediction.gradient(of: input)).secondMoment - 0.25) < 1e-9)
  }

  @Test("a layer that mixes tokens is added to the tokens")
  func tokenMixing() throws {
    var sketch = GraphSketch()
    let input = sketch.input("x", [3, 8, 32])
    let embedded = sketch.dense(input, [3, 8, 32], from: 32)
    let turned = sketch.apply(.transpose(permutation: [0, 2, 1]), [embedded], [3, 32, 8])
    let mixed = sketch.dense(turned, [3, 32, 8], from: 8, gain: 0.5)
    let back = sketch.apply(.transpose(permutation: [0, 2, 1]), [mixed], [3, 8, 32])
    let output = sketch.apply(.binary(.add), [embedded, back], [3, 8, 32])
    let prediction = try sketch.predict(output)
    #expect(abs(try #require(prediction[output]).secondMoment - 1.5) < 1e-9)
    #expect(abs(try #require(prediction.gradient(of: embedded)).secondMoment - 1.5) < 1e-9)
  }

  @Test("linear resizing by two averages neighbours as 3 to 1")
  func linearResize() throws {
    var sketch = GraphSketch()
    let input = sketch.input("x", [2, 4, 6, 6])
    let output = sketch.apply(
      .resize(mode: "linear", attributes: [:]), [input], [2, 4, 12, 12])
    // The two borders repeat their pixel, the others have weights 3/4 and 1/4.
    let along = (2 + 10 * 0.625) / 12
    let moments = try #require(try sketch.predict(output)[output])
    #expect(abs(moments.secondMoment - along * along) < 1e-9)
  }

  @Test(
    "reflected padding keeps the second moment, zeros lower it", arguments: ["reflect", "edge"])
  func padding(mode: String) throws {
    func secondMoment(_ mode: String) throws -> Double {
      var sketch = GraphSketch()
      let input = sketch.input("x", [2, 4, 6, 6])
      let output = sketch.apply(
        .pad(mode: mode, pads: [0, 0, 1, 1, 0, 0, 1, 1], value: nil), [input], [2, 4, 8, 8])
      return try #require(try sketch.predict(output)[output]).secondMoment
    }
    #expect(abs(try secondMoment(mode) - 1) < 1e-9)
    #expect(abs(try secondMoment("constant") - 36 / 64.0) < 1e-9)
  }

  @Test("overlapping windows of max pooling that choose one place add their gradients there")
  func overlappingPooling() throws {
    var sketch = GraphSketch()
    let (extent, pooled) = (14, 12)
    let input = sketch.input("x", [2, 4, extent, extent])
    var window = PoolAttributes(kind: .maximum, kernelShape: [3, 3])
    window.strides = [1, 1]
    let maximum = sketch.apply(.pool(window), [input], [2, 4, pooled, pooled])
    let output = sketch.apply(.globalPool(.average), [maximum], [2, 4, 1, 1])
    let predicted = try #require(try sketch.predict(output).gradient(of: input)).secondMoment
    // How often each pixel of a random image is chosen.
    var normals = SplitMix(state: 5)
    var sum = 0.0
    let images = 200
    for _ in 0..<images {
      let pixels = (0..<(extent * extent)).map { _ in normals.normal() }
      var chosen = [Double](repeating: 0, count: pixels.count)
      for row in 0..<pooled {
        for column in 0..<pooled {
          let window = (0..<9).map { (row + $0 / 3) * extent + column + $0 % 3 }
          if let best = window.max(by: { pixels[$0] < pixels[$1] }) { chosen[best] += 1 }
        }
      }
      sum += chosen.reduce(0) { $0 + $1 * $1 } / Double(chosen.count)
    }
    let scale = 1 / Double(pooled * pooled * pooled * pooled)
    let expected = sum / Double(images) * scale
    #expect(abs(predicted / expected - 1) < 0.1)
    // Without what adds up there would be one window a pixel.
    #expect(expected > 2 * 144 / 196 * scale)
  }

  @Test("local response normalization, against a simulation")
  func localResponse() throws {
    var sketch = GraphSketch()
    let input = sketch.input("x", [2, 64, 4, 4])
    let output = sketch.apply(
      .localResponseNormalization(alpha: 0.5, beta: 0.75, bias: 2, size: 5), [input], [2, 64, 4, 4])
    let predicted = try #require(try sketch.predict(output)[output]).secondMoment
    var normals = SplitMix(state: 3)
    let count = 40000
    let numbers = (0..<count).map { _ in normals.normal() }
    var sum = 0.0
    for place in 2..<(count - 2) {
      let power = numbers[(place - 2)...(place + 2)].reduce(0) { $0 + $1 * $1 }
      let base = 2 + 0.5 * power / 5
      // base^(2β) = base^1.5
      sum += numbers[place] * numbers[place] / (base * base.squareRoot())
    }
    let expected = sum / Double(count - 4)
    #expect(abs(predicted / expected - 1) < 0.03)
    #expect(abs(1 / expected - 1) > 0.5)
  }

  @Test("Einsum: a linear map into heads, logits and the average of values")
  func einsum() throws {
    var sketch = GraphSketch()
    let (tokens, size) = (8, 16)
    let input = sketch.input("x", [2, tokens, 64])
    func heads(_ gain: Double) -> Int {
      let weight = sketch.weight([64, 4, size], secondMoment: gain / 64)
      return sketch.apply(
        .einsum(equation: "btd,dhe->bhte"), [input, weight], [2, 4, tokens, size])
    }
    let (query, key, value) = (heads(0), heads(1), heads(3))
    let logits = sketch.apply(
      .einsum(equation: "bhqe,bhke->bhqk"), [query, key], [2, 4, tokens, tokens])
    let weights = sketch.apply(
      .softmax(axis: -1, isLogarithmic: false), [logits], [2, 4, tokens, tokens])
    let output = sketch.apply(
      .einsum(equation: "bhqk,bhke->bqhe"), [weights, value], [2, tokens, 4, size])
    let prediction = try sketch.predict(output)
    #expect(abs(try #require(prediction[value]).secondMoment - 3) < 1e-9)
    #expect(abs(try #require(prediction[output]).secondMoment - 3 / 8.0) < 1e-9)
    #expect(prediction.unknownOperators.isEmpty)
  }

  @Test("BatchNorm that an exporter wrote for evaluation is predicted as it trains")
  func batchNormalization() throws {
    var sketch = GraphSketch()
    let input = sketch.input("x", [16, 8, 4, 4])
    let scaled = sketch.apply(
      .binary(.multiply), [input, sketch.constant([3], [])], [16, 8, 4, 4])
    let (one, zero) = (
      sketch.constant([Double](repeating: 1, count: 8), [8]),
      sketch.constant([Double](repeating: 0, count: 8), [8])
    )
    let output = sketch.apply(
      .batchNormalization(epsilon: 0, momentum: 0.9, isTraining: false),
      [scaled, one, zero, zero, one], [16, 8, 4, 4])
    #expect(abs(try #require(try sketch.predict(output)[output]).secondMoment - 1) < 0.01)
  }

  @Test(
    "a recurrent layer that starts from numbers of its own is named, from zeros it is predicted")
  func recurrentState() throws {
    func unknown(_ start: Double) throws -> Int {
      var sketch = GraphSketch()
      let input = sketch.input("x", [6, 2, 16])
      let kernel = sketch.weight([1, 16, 16], secondMoment: 1 / 16.0)
      let hidden = sketch.weight([1, 16, 16], secondMoment: 1 / 16.0)
      let state = sketch.constant([Double](repeating: start, count: 32), [1, 2, 16])
      let output = sketch.apply(
        .recurrent(RecurrentAttributes(cell: .rnn, hiddenSize: 16)),
        [input, kernel, hidden, nil, nil, state], [6, 1, 2, 16])
      sketch.markRecurrent(
        kernel: kernel, hidden: hidden, consumer: sketch.network.operators.count - 1)
      return try sketch.predict(output).unknownOperators.count
    }
    #expect(try unknown(0) == 0)
    #expect(try unknown(0.5) == 1)
  }

  @Test("repeated heads are features whose gradients add up")
  func groupedKeys() throws {
    var sketch = GraphSketch()
    let input = sketch.input("x", [2, 8, 32])
    let key = sketch.dense(input, [2, 8, 32], from: 32)
    let split = sketch.apply(
      .reshape(allowsZero: false), [key, sketch.integers([2, 8, 2, 1, 16], [5])], [2, 8, 2, 1, 16])
    let shape = sketch.integers([2, 8, 2, 3, 16], [5])
    let output = sketch.apply(.expand, [split, shape], [2, 8, 2, 3, 16])
    let prediction = try sketch.predict(output)
    #expect(abs(try #require(prediction[output]).secondMoment - 1) < 1e-9)
    #expect(abs(try #require(prediction.gradient(of: key)).secondMoment - 3) < 1e-9)
  }
}
