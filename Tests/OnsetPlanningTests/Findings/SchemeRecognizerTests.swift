import OnsetCore
import OnsetModels
import OnsetPlanning
import OnsetRandom
import OnsetSchemes
import Testing

/// The scheme that a drawn tensor is recognised as.
@Suite struct SchemeRecognizerTests {
  @Test(arguments: [
    (Scheme.heUniform(negativeSlope: 5.0.squareRoot()), "kaimingUniform(a: 2.236)"),
    (.heNormal(), "heNormal"), (.leCunNormal, "leCunNormal"), (.glorotUniform, "glorotUniform"),
    (.normal(standardDeviation: 0.02), "normal(0.02)"),
    (.truncatedNormal(standardDeviation: 0.02), "truncatedNormal(0.02)"), (.zeros, "zeros"),
    (.ones, "ones"), (.constant(0.5), "constant(0.5)"),
    (.orthogonal(gain: 2), "orthogonal(gain: 2)"),
  ])
  func drawnTensorsAreRecognised(scheme: Scheme, name: String) throws {
    #expect(try recognise(scheme) == name)
  }

  @Test func whatFitsNoUsualSchemeIsNamedByItsDeviation() throws {
    let name = try #require(try recognise(.normal(standardDeviation: 0.3)))
    #expect(name.hasPrefix("normal(0."))
  }

  /// Draws a kernel of 96 × 160 and asks what it is.
  private func recognise(_ scheme: Scheme) throws -> String? {
    var model = ModelBuilder(input: [4, 160])
    let elements = try draw(scheme)
    try model.linear("layer", 96, weights: elements)
    let check = try ModelCheck(model.finished(), store: model.store)
    return check.scheme(of: check.layers[0])
  }

  private func draw(_ scheme: Scheme) throws -> [Float] {
    var elements = [Float](repeating: 0, count: 96 * 160)
    try elements.withUnsafeMutableBufferPointer {
      try scheme.fill(
        $0, from: 0, shape: [96, 160], layout: .linear,
        stream: RandomStream(seed: 3, name: "layer.weight"))
    }
    return elements
  }
}
