import OnsetModels
import OnsetPropagation
import OnsetTestSupport
import Testing

/// Convolutions and pooling on white noise, against counts of taps and small simulations.
@Suite("Prediction: images")
struct SpatialTests {
  /// One 3×3 convolution of a 4-channel white image.
  private func convolution(size: Int, stride: Int, padding: Int) throws -> (Moments, Int) {
    var sketch = GraphSketch()
    let input = sketch.input("x", [4, 4, size, size])
    let weight = sketch.weight([8, 4, 3, 3], secondMoment: 1 / 36.0)
    var attributes = ConvolutionAttributes()
    attributes.strides = [stride, stride]
    attributes.pads = [padding, padding, padding, padding]
    let extent = (size + 2 * padding - 3) / stride + 1
    let output = sketch.apply(
      .convolution(attributes), [input, weight], [4, 8, extent, extent])
    return (try #require(try sketch.predict(output)[output]), extent)
  }

  @Test("padding lowers the second moment by the taps that miss", arguments: [4, 8, 16])
  func padding(size: Int) throws {
    let (moments, _) = try convolution(size: size, stride: 1, padding: 1)
    let share = Double(3 * size - 2) / Double(3 * size)
    #expect(abs(moments.secondMoment - share * share) < 1e-12)
    let (unpadded, _) = try convolution(size: size, stride: 1, padding: 0)
    #expect(abs(unpadded.secondMoment - 1) < 1e-12)
  }

  @Test("a stride keeps one border only")
  func stride() throws {
    let (moments, extent) = try convolution(size: 8, stride: 2, padding: 1)
    let share = Double(3 * extent - 1) / Double(3 * extent)
    #expect(abs(moments.secondMoment - share * share) < 1e-12)
  }

  @Test("a transposed convolution sums the taps that land")
  func transposed() throws {
    var sketch = GraphSketch()
    let input = sketch.input("x", [4, 4, 4, 4])
    let weight = sketch.weight([4, 8, 3, 3], secondMoment: 1)
    var attributes = ConvolutionAttributes()
    attributes.strides = [2, 2]
    let output = sketch.apply(
      .transposedConvolution(attributes, outputPadding: [], outputShape: nil), [input, weight],
      [4, 8, 9, 9])
    let moments = try #require(try sketch.predict(output)[output])
    // Each of 4 · 4 inputs lands nine times on 9 · 9 outputs, from 4 channels.
    #expect(abs(moments.secondMoment - 4.0 * 16 * 9 / 81) < 1e-12)
  }

  @Test("gradients pass the same taps backwards")
  func gradient() throws {
    var sketch = GraphSketch()
    let input = sketch.input("x", [4, 4, 8, 8])
    let first = sketch.weight([6, 4, 1, 1], secondMoment: 0.25)
    let hidden = sketch.apply(.convolution(.init()), [input, first], [4, 6, 8, 8])
    let weight = sketch.weight([8, 6, 3, 3], secondMoment: 1)
    var attributes = ConvolutionAttributes()
    attributes.strides = [2, 2]
    attributes.pads = [1, 1, 1, 1]
    let output = sketch.apply(.convolution(attributes), [hidden, weight], [4, 8, 4, 4])
    let gradient = try #require(try sketch.predict(output).gradient(of: hidden))
    // 16 outputs · 8 channels read 11 · 11 of 12 · 12 taps from 64 places.
    #expect(abs(gradient.secondMoment - 8.0 * 11 * 11 / 64) < 1e-9)
  }

  @Test("average pooling of white noise divides by the window, and gradients by it twice")
  func averagePool() throws {
    var sketch = GraphSketch()
    let input = sketch.input("x", [4, 4, 8, 8])
    let weight = sketch.weight([4, 4, 1, 1], secondMoment: 0.25)
    let hidden = sketch.apply(.convolution(.init()), [input, weight], [4, 4, 8, 8])
    var attributes = PoolAttributes(kind: .average, kernelShape: [2, 2])
    attributes.strides = [2, 2]
    let output = sketch.apply(.pool(attributes), [hidden], [4, 4, 4, 4])
    let prediction = try sketch.predict(output)
    #expect(abs(try #require(prediction[output]).secondMoment - 0.25) < 1e-9)
    #expect(abs(try #require(prediction.gradient(of: hidden)).secondMoment - 1 / 16.0) < 1e-9)
  }

  @Test("max pooling of rectified noise, against the order statistics of a simulation")
  func maximumPool() throws {
    var sketch = GraphSketch()
    let input = sketch.input("x", [4, 16, 8, 8])
    let weight = sketch.weight([4, 16, 1, 1], secondMoment: 1 / 16.0)
    let hidden = sketch.apply(.convolution(.init()), [input, weight], [4, 4, 8, 8])
    let active = sketch.apply(.unary(.relu), [hidden], [4, 4, 8, 8])
    var attributes = PoolAttributes(kind: .maximum, kernelShape: [2, 2])
    attributes.strides = [2, 2]
    let output = sketch.apply(.pool(attributes), [active], [4, 4, 4, 4])
    let prediction = try sketch.predict(output)
    let moments = try #require(prediction[output])
    var normals = SplitMix(state: 7)
    let count = 40000
    var (sum, squares, open) = (0.0, 0.0, 0.0)
    for _ in 0..<count {
      let value = max(0, (0..<4).map { _ in normals.normal() }.max() ?? 0)
      sum += value
      squares += value * value
      if value > 0 { open += 1 }
    }
    // Five standard errors: Var(x) < 1, Var(x²) < 6.
    let n = Double(count)
    #expect(abs(moments.mean - sum / n) < 5 / n.squareRoot() + 0.005)
    #expect(abs(moments.secondMoment - squares / n) < 5 * 6.0.squareRoot() / n.squareRoot() + 0.01)
    // Each gradient goes to one of four places, almost all of which are open: not to half of them.
    let gradient = try #require(prediction.gradient(of: hidden))
    #expect(abs(gradient.secondMoment - open / n / 4) < 0.01)
    #expect(abs(gradient.secondMoment - 0.5 / 4) > 0.05)
  }
}
