import OnsetModels
import OnsetPropagation
import OnsetTestSupport
import Testing

/// Normalizations and residual sums, against closed forms and simulations.
@Suite("Prediction: normalization and residuals")
struct NormalizationTests {
  private func unit(_ sketch: inout GraphSketch, _ features: Int) -> [Int] {
    [
      sketch.constant([Double](repeating: 1, count: features), [features]),
      sketch.constant([Double](repeating: 0, count: features), [features]),
    ]
  }

  @Test("LayerNorm makes the second moment one and divides the gradient by the deviation")
  func layerNorm() throws {
    var sketch = GraphSketch()
    let input = sketch.input("x", [4, 64])
    let hidden = sketch.dense(input, [4, 64], from: 64, gain: 9)
    let affine = unit(&sketch, 64)
    let output = sketch.apply(
      .layerNormalization(axis: -1, epsilon: 0), [hidden, affine[0], affine[1]], [4, 64])
    let prediction = try sketch.predict(output)
    #expect(abs(try #require(prediction[output]).secondMoment - 1) < 1e-9)
    let gradient = try #require(prediction.gradient(of: hidden))
    // The mean and the projection on the value take 1/64 each, of the gradient and of the variance.
    #expect(abs(gradient.secondMoment * 9 - (1 - 2 / 64.0) / (1 - 1 / 64.0)) < 2e-3)
  }

  @Test("BatchNorm divides by what varies over the batch, not by the second moment")
  func batchNorm() throws {
    let (samples, width) = (48, 64)
    var sketch = GraphSketch()
    let input = sketch.input("x", [samples, width])
    let first = sketch.dense(input, [samples, width], from: width, gain: 2)
    let active = sketch.apply(.unary(.relu), [first], [samples, width])
    let hidden = sketch.dense(active, [samples, width], from: width, gain: 2)
    let affine = unit(&sketch, width)
    let output = sketch.apply(
      .batchNormalization(epsilon: 0, momentum: 0.9, isTraining: true),
      [hidden, affine[0], affine[1], affine[1], affine[0]], [samples, width])
    let prediction = try sketch.predict(output)
    let moments = try #require(prediction[hidden])
    let gradient = try #require(prediction.gradient(of: hidden))
    // q = 2 and c = 2/π for orthogonal inputs; 1/48 of all pairs are a sample with itself.
    let variance = 2 - (2 / 48.0 + (2 / Double.pi) * 47 / 48)
    #expect(abs(moments.secondMoment - 2) < 1e-6)
    let expected = (1 - 2 / 48.0) / variance
    // Var(σ²) over features raises E[1/σ²] by some percent; q in the place of q − c would be a third off.
    #expect(gradient.secondMoment > expected && gradient.secondMoment < 1.12 * expected)
    #expect(abs(gradient.secondMoment * 2 - 1) > 0.25)
  }

  @Test("BatchNorm behind a concatenation normalizes each part by itself")
  func concatenation() throws {
    var sketch = GraphSketch()
    let input = sketch.input("x", [32, 64])
    let small = sketch.dense(input, [32, 16], from: 64, gain: 1)
    let large = sketch.dense(input, [32, 48], from: 64, gain: 9)
    let joined = sketch.apply(.concatenate(axis: 1), [small, large], [32, 64])
    let affine = unit(&sketch, 64)
    let output = sketch.apply(
      .batchNormalization(epsilon: 0, momentum: 0.9, isTraining: true),
      [joined, affine[0], affine[1], affine[1], affine[0]], [32, 64])
    let prediction = try sketch.predict(output)
    // By size: (16 · 1 + 48 · 9)/64.
    #expect(abs(try #require(prediction[joined]).secondMoment - 7) < 1e-9)
    #expect(abs(try #require(prediction[output]).secondMoment - 1) < 1e-9)
    let (a, b) = (
      try #require(prediction.gradient(of: small)), try #require(prediction.gradient(of: large))
    )
    #expect(abs(a.secondMoment / b.secondMoment - 9) < 0.05)
  }

  @Test("a rectified shortcut plus a fresh branch is no Gaussian, and is not taken for one")
  func rectifiedResidual() throws {
    var sketch = GraphSketch()
    let input = sketch.input("x", [8, 64])
    let first = sketch.dense(input, [8, 64], from: 64)
    let shortcut = sketch.apply(.unary(.relu), [first], [8, 64])
    let branch = sketch.dense(input, [8, 64], from: 64)
    let sum = sketch.apply(.binary(.add), [shortcut, branch], [8, 64])
    let active = sketch.apply(.unary(.relu), [sum], [8, 64])
    let output = sketch.dense(active, [8, 64], from: 64)
    let moments = try #require(try sketch.predict(output)[output])
    var normals = SplitMix(state: 3)
    var (value, gaussian) = (0.0, 0.0)
    let count = 200_000
    let (mean, deviation) = (0.39894228, (1.5 - 0.15915494).squareRoot())
    for _ in 0..<count {
      let x = max(0, max(0, normals.normal()) + normals.normal())
      value += x * x
      let y = max(0, mean + deviation * normals.normal())
      gaussian += y * y
    }
    let n = Double(count)
    // Var(x²) < 9, so three standard errors are below 0.02.
    #expect(abs(moments.secondMoment - value / n) < 0.02)
    #expect(abs(gaussian / n - value / n) > 0.02)
  }

  @Test("decomposed RMSNorm follows the operator of that name")
  func decomposedRMSNorm() throws {
    func predict(isDecomposed: Bool) throws -> (Double, Double) {
      var sketch = GraphSketch()
      let input = sketch.input("x", [4, 256])
      let hidden = sketch.dense(input, [4, 256], from: 256, gain: 4)
      let output: Int
      if isDecomposed {
        let two = sketch.constant([2], [])
        let square = sketch.apply(.binary(.power), [hidden, two], [4, 256])
        let mean = sketch.apply(
          .reduce(.mean, axes: [-1], keepsDimensions: true, noopWithEmptyAxes: false), [square],
          [4, 1])
        let root = sketch.apply(.unary(.squareRoot), [mean], [4, 1])
        output = sketch.apply(.binary(.divide), [hidden, root], [4, 256])
      } else {
        let ones = sketch.constant([Double](repeating: 1, count: 256), [256])
        output = sketch.apply(
          .rmsNormalization(axis: -1, epsilon: 0), [hidden, ones], [4, 256])
      }
      let prediction = try sketch.predict(output)
      return (
        try #require(prediction[output]).secondMoment,
        try #require(prediction.gradient(of: hidden)).secondMoment
      )
    }
    let (decomposed, whole) = (try predict(isDecomposed: true), try predict(isDecomposed: false))
    #expect(abs(decomposed.0 - 1) < 1e-6 && abs(whole.0 - 1) < 1e-6)
    // The projection on the value, 1/256, is left out of the decomposed one.
    #expect(abs(decomposed.1 / whole.1 - 1) < 0.01)
  }
}
