import OnsetCore
import OnsetModels
import OnsetPropagation
import OnsetTestSupport
import Testing

/// Embeddings, attention and recurrent layers.
@Suite("Prediction: sequences")
struct SequenceTests {
  @Test("equal tokens have equal rows")
  func embedding() throws {
    var sketch = GraphSketch()
    let ids = sketch.input("ids", [2, 3], dtype: .int64)
    let table = sketch.weight([10, 64], secondMoment: 1)
    let output = sketch.apply(.gather(axis: 0), [table, ids], [2, 3, 64])
    let prediction = try sketch.predict(
      output, inputs: ["ids": .tokens([1, 1, 2, 1, 3, 4], shape: [2, 3])])
    let moments = try #require(prediction[output])
    #expect(moments.secondMoment == 1)
    // One of three pairs of positions in the first sample, none in the second.
    #expect(abs(try #require(moments.positionCovariance) - 1 / 6.0) < 1e-12)
    #expect(abs(try #require(moments.sampleCovariance) - 1 / 3.0) < 1e-12)
  }

  /// Self-attention with one head over white tokens.
  private func attention(logitVariance: Double, mask: [Double]? = nil) throws -> Moments {
    let (tokens, size) = (8, 64)
    var sketch = GraphSketch()
    let input = sketch.input("x", [2, tokens, size])
    let shape = [2, tokens, size]
    let query = sketch.dense(input, shape, from: size, gain: logitVariance)
    let key = sketch.dense(input, shape, from: size)
    let value = sketch.dense(input, shape, from: size)
    let turned = sketch.apply(
      .transpose(permutation: [0, 2, 1]), [key], [2, size, tokens])
    var logits = sketch.apply(.matMul, [query, turned], [2, tokens, tokens])
    let scale = sketch.constant([1 / Double(size).squareRoot()], [])
    logits = sketch.apply(.binary(.multiply), [logits, scale], [2, tokens, tokens])
    if let mask {
      let added = sketch.constant(mask, [tokens, tokens])
      logits = sketch.apply(.binary(.add), [logits, added], [2, tokens, tokens])
    }
    let weights = sketch.apply(
      .softmax(axis: -1, isLogarithmic: false), [logits], [2, tokens, tokens])
    let output = sketch.apply(.matMul, [weights, value], shape)
    return try #require(try sketch.predict(output)[output])
  }

  @Test("attention averages values: uniformly without logits, less so with")
  func attentionAverages() throws {
    let uniform = try attention(logitVariance: 0)
    #expect(abs(uniform.secondMoment - 1 / 8.0) < 1e-9)
    #expect(abs(try #require(uniform.positionCovariance) - 1 / 8.0) < 1e-9)
    // Σ p² for eight independent normal logits of variance 1/4, by simulation.
    var normals = SplitMix(state: 11)
    let count = 20000
    var sum = 0.0
    for _ in 0..<count {
      let weights = (0..<8).map { _ in exponential(0.5 * normals.normal()) }
      let total = weights.reduce(0, +)
      sum += weights.reduce(0) { $0 + $1 * $1 } / (total * total)
    }
    let sharp = try attention(logitVariance: 0.25)
    #expect(abs(sharp.secondMoment / (sum / Double(count)) - 1) < 0.02)
    #expect(abs(uniform.secondMoment / (sum / Double(count)) - 1) > 0.1)
  }

  private func exponential(_ x: Double) -> Double {
    var (sum, term) = (1.0, 1.0)
    for k in 1..<30 {
      term *= x / Double(k)
      sum += term
    }
    return sum
  }

  @Test("a causal mask averages over the tokens so far")
  func causalMask() throws {
    let mask = (0..<64).map { $0 % 8 <= $0 / 8 ? 0 : -1e9 }
    let moments = try attention(logitVariance: 0, mask: mask)
    let harmonic = (1...8).reduce(0) { $0 + 1 / Double($1) }
    #expect(abs(moments.secondMoment - harmonic / 8) < 1e-9)
  }

  @Test("a head tied to the embedding sees its own token")
  func tiedHead() throws {
    let (vocabulary, size) = (50, 64)
    var sketch = GraphSketch()
    let ids = sketch.input("ids", [2, 4], dtype: .int64)
    let table = sketch.weight([vocabulary, size], secondMoment: 1)
    let stream = sketch.apply(.gather(axis: 0), [table, ids], [2, 4, size])
    let flat = sketch.apply(
      .reshape(allowsZero: false), [stream, sketch.integers([8, size], [2])], [8, size])
    let logits = sketch.apply(
      .gemm(alpha: 1, beta: 1, transposeA: false, transposeB: true), [flat, table],
      [8, vocabulary])
    let moments = try #require(try sketch.predict(logits)[logits])
    // |e|² = 64 for the own token, variance 64 for all others.
    let expected = Double(size) + Double(size * size) / Double(vocabulary)
    #expect(abs(moments.secondMoment / expected - 1) < 1e-9)
  }

  @Test("a recurrent layer with weights shared over time, against a simulation")
  func recurrent() throws {
    let (steps, samples, width) = (6, 2, 48)
    var sketch = GraphSketch()
    let input = sketch.input("x", [steps, samples, width])
    let kernel = sketch.weight([1, width, width], secondMoment: 0.5 / Double(width))
    let hidden = sketch.weight([1, width, width], secondMoment: 1 / Double(width))
    let output = sketch.apply(
      .recurrent(RecurrentAttributes(cell: .rnn, hiddenSize: width)),
      [input, kernel, hidden], [steps, 1, samples, width])
    let layer = sketch.network.operators.count - 1
    sketch.markRecurrent(kernel: kernel, hidden: hidden, consumer: layer)
    let predicted = try #require(try sketch.predict(output)[output]).secondMoment
    let values = (0..<12).map { simulate(seed: $0, steps: steps, width: width) }
    let mean = values.reduce(0, +) / 12
    let error =
      (values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / (12 * 11)).squareRoot()
    #expect(abs(predicted - mean) < 4 * error + 0.02 * mean)
    #expect(abs(0.5 * predicted - mean) > 4 * error + 0.02 * mean)
  }

  /// The mean square of the states of one simulated layer on white input.
  private func simulate(seed: Int, steps: Int, width: Int) -> Double {
    var normals = SplitMix(state: UInt64(seed) + 100)
    func matrix(variance: Double) -> [[Double]] {
      (0..<width).map { _ in (0..<width).map { _ in variance.squareRoot() * normals.normal() } }
    }
    let kernel = matrix(variance: 0.5 / Double(width))
    let hidden = matrix(variance: 1 / Double(width))
    var state = [Double](repeating: 0, count: width)
    var sum = 0.0
    for _ in 0..<steps {
      let input = (0..<width).map { _ in normals.normal() }
      state = (0..<width).map { unit in
        var z = 0.0
        for j in 0..<width { z += kernel[unit][j] * input[j] + hidden[unit][j] * state[j] }
        let power = exponential(2 * max(-4, min(4, z)))
        return (power - 1) / (power + 1)
      }
      sum += state.reduce(0) { $0 + $1 * $1 } / Double(width)
    }
    return sum / Double(steps)
  }
}
