import OnsetModels
import OnsetPropagation
import Testing

/// Weights whose elements depend on each other.
@Suite("Prediction: structured weights")
struct WeightStructureTests {
  private func chain(
    _ function: UnaryFunction, depth: Int, structure: WeightStructure
  ) throws -> (prediction: Prediction, layers: [Int]) {
    var sketch = GraphSketch()
    let shape = [8, 64]
    var value = sketch.dense(
      sketch.input("x", shape), shape, from: 64, structure: structure.intersection(.mirroredOutputs)
    )
    var layers = [value]
    for _ in 1..<depth {
      value = sketch.apply(.unary(function), [value], shape)
      // σ² n/2 = 1: each half is an isometry.
      value = sketch.dense(value, shape, from: 64, gain: 2, structure: structure)
      layers.append(value)
    }
    return (try sketch.predict(value), layers)
  }

  @Test(
    "pairs of opposite sign make deep chains linear: φ(u) − φ(−u) = u",
    arguments: [UnaryFunction.relu, .gelu(isTanhApproximation: false), .swish(alpha: 1), .softplus])
  func mirrored(function: UnaryFunction) throws {
    let (prediction, layers) = try chain(
      function, depth: 30, structure: [.mirroredInputs, .mirroredOutputs])
    for layer in layers {
      let moments = try #require(prediction[layer])
      #expect(abs(moments.secondMoment - 1) < 1e-6)
      // Angles between inputs are kept too: white noise stays uncorrelated.
      #expect(abs(try #require(moments.sampleCovariance)) < 1e-6)
    }
    // At every depth the same: E[φ′²] counts the even half of the slope twice, ¼ + ¼.
    let gradients = try layers.dropLast().map {
      try #require(prediction.gradient(of: $0)).secondMoment
    }
    for gradient in gradients { #expect(abs(gradient / gradients[0] - 1) < 1e-6) }
  }

  @Test("without pairs the same moments lose what inputs differ in")
  func independent() throws {
    let (prediction, layers) = try chain(.relu, depth: 30, structure: [])
    let last = try #require(layers.last)
    let moments = try #require(prediction[last])
    #expect(try #require(moments.sampleCovariance) > 0.9 * moments.secondMoment)
  }
}
