import OnsetModels
import OnsetPropagation
import OnsetTheory
import Testing

/// Activations that exporters write as a comparison and a choice.
@Suite("Prediction: piecewise activations in parts")
struct PiecewiseTests {
  /// x ↦ Where(2x > 20, x, softplus(2x)/2), as PyTorch's exporter writes a softplus with β = 2.
  private func softplus(_ sketch: inout GraphSketch, of value: Int) -> Int {
    let shape = [8, 64]
    let beta = sketch.constant([2], [])
    let scaled = sketch.apply(.binary(.multiply), [value, beta], shape)
    let curved = sketch.apply(.unary(.softplus), [scaled], shape)
    let result = sketch.apply(.binary(.divide), [curved, beta], shape)
    let isLarge = sketch.apply(
      .binary(.greater), [scaled, sketch.constant([20], [])], shape)
    return sketch.apply(.select, [isLarge, value, result], shape)
  }

  @Test("a softplus with its linear branch is one function of the layer's output")
  func provenance() throws {
    var sketch = GraphSketch()
    let layer = sketch.dense(sketch.input("x", [8, 64]), [8, 64], from: 64)
    let result = softplus(&sketch, of: layer)
    let provenance = Provenance(sketch.network, consumers: sketch.network.consumers())
    #expect(provenance.sources[result] == layer)
    let function = provenance.function(of: result)
    for x in [-3.0, -0.5, 0, 0.7, 4] {
      let expected = ScalarFunction.softplus.value(2 * x) / 2
      #expect(abs(function.value(x) - expected) < 1e-12)
    }
    #expect(function.value(100) == 100)
  }

  @Test("its moments are those of the function")
  func prediction() throws {
    var sketch = GraphSketch()
    let layer = sketch.dense(sketch.input("x", [8, 64]), [8, 64], from: 64)
    let result = softplus(&sketch, of: layer)
    let last = sketch.dense(result, [8, 64], from: 64)
    let prediction = try sketch.predict(last)
    let reference = ScalarFunction { x in ScalarFunction.softplus.jet(x) }
      .composed(with: .affine(scale: 2, shift: 0)).moments(secondMoment: 1)
    let moments = try #require(prediction[result])
    #expect(abs(moments.secondMoment - reference.secondMoment / 4) < 1e-6)
    #expect(abs(moments.mean - reference.mean / 2) < 1e-6)
    // A softplus taken for the identity would have second moment 1.
    #expect(abs(moments.secondMoment - 1) > 0.1)
  }

  @Test("a hard shrink made of a comparison keeps its jump")
  func hardShrink() throws {
    var sketch = GraphSketch()
    let shape = [8, 64]
    let layer = sketch.dense(sketch.input("x", [8, 64]), shape, from: 64)
    let size = sketch.apply(.unary(.absolute), [layer], shape)
    let isSmall = sketch.apply(.binary(.lessOrEqual), [size, sketch.constant([0.5], [])], shape)
    let result = sketch.apply(.select, [isSmall, sketch.constant([0], []), layer], shape)
    let prediction = try sketch.predict(sketch.dense(result, shape, from: 64))
    let expected = Activation.hardShrink(lambda: 0.5).function.moments(secondMoment: 1)
    let moments = try #require(prediction[result])
    #expect(abs(moments.secondMoment - expected.secondMoment) < 1e-6)
  }

  @Test("Max with a number is a function of one source", arguments: [0.0, -1])
  func maximum(bound: Double) throws {
    var sketch = GraphSketch()
    let shape = [8, 64]
    let layer = sketch.dense(sketch.input("x", [8, 64]), shape, from: 64)
    let result = sketch.apply(.variadic(.maximum), [layer, sketch.constant([bound], [])], shape)
    let prediction = try sketch.predict(sketch.dense(result, shape, from: 64))
    let expected = ScalarFunction.maximum(.identity, .constant(bound)).moments(secondMoment: 1)
    let moments = try #require(prediction[result])
    #expect(abs(moments.secondMoment - expected.secondMoment) < 1e-6)
    #expect(abs(moments.mean - expected.mean) < 1e-6)
  }
}
