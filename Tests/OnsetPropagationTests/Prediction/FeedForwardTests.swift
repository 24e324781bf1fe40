import OnsetModels
import OnsetPropagation
import Testing

/// Chains of linear maps and elementwise functions, against closed forms.
@Suite("Prediction: feed-forward")
struct FeedForwardTests {
  /// A chain of ReLU layers with critical weights, some samples of white noise wide.
  private func chain(depth: Int, gain: Double) throws -> (prediction: Prediction, layers: [Int]) {
    var sketch = GraphSketch()
    var value = sketch.input("x", [8, 64])
    var layers: [Int] = []
    for layer in 0..<depth {
      value = sketch.dense(value, [8, 64], from: 64, gain: gain)
      layers.append(value)
      if layer + 1 < depth { value = sketch.apply(.unary(.relu), [value], [8, 64]) }
    }
    return (try sketch.predict(value), layers)
  }

  @Test("He's variance keeps the second moment forward and back, another does not")
  func criticalReLU() throws {
    let (critical, layers) = try chain(depth: 10, gain: 2)
    // The first layer reads the input itself, so everything is twice as large behind it.
    for layer in layers {
      let moments = try #require(critical[layer])
      #expect(abs(moments.secondMoment - 2) < 1e-9)
      let gradient = try #require(critical.gradient(of: layer))
      #expect(abs(gradient.secondMoment - 1) < 1e-9)
    }
    let (small, others) = try chain(depth: 10, gain: 1)
    let last = try #require(small[others[9]])
    #expect(abs(last.secondMoment / 0x1p-9 - 1) < 1e-9)
  }

  @Test("two samples grow alike as the arc-cosine kernel says")
  func arcCosine() throws {
    let (prediction, layers) = try chain(depth: 6, gain: 2)
    // Cho & Saul 2009: c ← (√(1 − c²) + c (π − arccos c))/π.
    var correlation = 0.0
    for (index, layer) in layers.enumerated() {
      let moments = try #require(prediction[layer])
      let covariance = try #require(moments.sampleCovariance)
      #expect(abs(covariance / moments.secondMoment - correlation) < 2e-4, "layer \(index)")
      correlation =
        ((1 - correlation * correlation).squareRoot()
          + correlation * (Double.pi - arcCosine(correlation))) / Double.pi
    }
  }

  private func arcCosine(_ x: Double) -> Double {
    // By bisection on the cosine's series, so that the test leans on no other library.
    var (low, high) = (0.0, Double.pi)
    for _ in 0..<80 {
      let middle = 0.5 * (low + high)
      if cosine(middle) > x { low = middle } else { high = middle }
    }
    return low
  }

  private func cosine(_ x: Double) -> Double {
    var (sum, term) = (1.0, 1.0)
    for k in 1..<20 {
      term *= -x * x / Double((2 * k - 1) * 2 * k)
      sum += term
    }
    return sum
  }

  @Test("a decomposed SiLU is integrated as one function, forward and back")
  func decomposedActivation() throws {
    func predict(isDecomposed: Bool) throws -> (Moments, Moments) {
      var sketch = GraphSketch()
      let input = sketch.input("x", [4, 32])
      let hidden = sketch.dense(input, [4, 32], from: 32)
      let active: Int
      if isDecomposed {
        let gate = sketch.apply(.unary(.sigmoid), [hidden], [4, 32])
        active = sketch.apply(.binary(.multiply), [hidden, gate], [4, 32])
      } else {
        active = sketch.apply(.unary(.swish(alpha: 1)), [hidden], [4, 32])
      }
      let output = sketch.dense(active, [4, 32], from: 32)
      let prediction = try sketch.predict(output)
      return (
        try #require(prediction[output]), try #require(prediction.gradient(of: hidden))
      )
    }
    let (forward, back) = try predict(isDecomposed: true)
    let (wholeForward, wholeBack) = try predict(isDecomposed: false)
    #expect(abs(forward.secondMoment - wholeForward.secondMoment) < 1e-9)
    #expect(abs(back.secondMoment - wholeBack.secondMoment) < 1e-9)
    // E[silu(z)²] = 0.35577…; as independent factors it would be E[z²] E[σ²] = 0.2934.
    #expect(abs(forward.secondMoment - 0.355775519) < 1e-6)
  }

  @Test("biases reach all samples, means act through row products")
  func biasAndMean() throws {
    var sketch = GraphSketch()
    let input = sketch.input("x", [4, 16])
    let weight = sketch.weight([8, 16], secondMoment: 1 / 16.0)
    let bias = sketch.weight([8], secondMoment: 0.25)
    let output = sketch.apply(
      .gemm(alpha: 1, beta: 1, transposeA: false, transposeB: true), [input, weight, bias], [4, 8])
    let moments = try #require(try sketch.predict(output)[output])
    #expect(abs(moments.secondMoment - 1.25) < 1e-12)
    #expect(abs(try #require(moments.sampleCovariance) - 0.25) < 1e-12)
  }

  @Test("an operator without a rule is named, and what follows is unknown")
  func unknownOperator() throws {
    var sketch = GraphSketch()
    let input = sketch.input("x", [4, 16])
    let known = sketch.dense(input, [4, 16], from: 16)
    let strange = sketch.apply(.unknown(domain: "custom", type: "Strange"), [known], [4, 16])
    let output = sketch.dense(strange, [4, 16], from: 16)
    let prediction = try sketch.predict(output)
    #expect(prediction.unknownOperators == [1])
    #expect(prediction[known] != nil)
    #expect(prediction[strange] == nil)
    #expect(prediction[output] == nil)
    #expect(prediction.gradient(of: known) == nil)
  }
}
