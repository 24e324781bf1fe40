import OnsetCore
import OnsetLinearAlgebra
import OnsetSchemes
import OnsetTestSupport
import Testing

/// Delta-orthogonal and Dirac kernels do to images what they promise.
@Suite struct ConvolutionSchemeTests {
  static let kernels: [(shape: Shape, groups: Int, image: [Int])] = [
    ([6, 6, 5], 1, [9]),
    ([7, 5, 3, 3], 1, [5, 4]),
    ([8, 2, 3, 4], 4, [5, 6]),
    ([6, 4, 3, 3, 2], 1, [4, 3, 5]),
    ([5, 5, 1, 1], 1, [3, 3]),
  ]

  private func image(_ shape: Shape, _ groups: Int, _ extents: [Int]) -> [Double] {
    var generator = SplitMix(state: 11)
    return (0..<shape[1] * groups * extents.reduce(1, *)).map { _ in generator.normal() }
  }

  private func norm(_ values: [Double]) -> Double {
    values.reduce(0) { $0 + $1 * $1 }.squareRoot()
  }

  @Test(arguments: kernels)
  func deltaOrthogonalKeepsTheLengthOfImages(_ shape: Shape, groups: Int, extents: [Int]) throws {
    let layout = WeightLayout.convolution(groups: groups, spatialRank: shape.rank - 2)
    let weight = try DeltaOrthogonal(gain: 1.5).values(shape, layout)
    let input = image(shape, groups, extents)
    let convolve = ConvolutionOracle(weight: weight, shape: shape, groups: groups)
    let output = convolve(input, image: extents)
    #expect(abs(norm(output) - 1.5 * norm(input)) < 1e-6 * norm(input))
  }

  /// The control: a matrix that is orthogonal over channels and taps keeps no image's length.
  @Test func orthogonalDoesNot() throws {
    let (shape, extents): (Shape, [Int]) = ([7, 5, 3, 3], [5, 4])
    let weight = try Orthogonal().values(shape, .convolution())
    let input = image(shape, 1, extents)
    let output = ConvolutionOracle(weight: weight, shape: shape, groups: 1)(input, image: extents)
    #expect(abs(norm(output) - norm(input)) > 0.05 * norm(input))
  }

  @Test func withFewerOutputsTheGradientKeepsItsLength() throws {
    let values = try DeltaOrthogonal().values([4, 9, 3, 3], .convolution())
    let centre = Matrix(rows: 4, columns: 9) { Double(values[($0 * 9 + $1) * 9 + 4]) }
    #expect(try centre.orthogonalityDefect() < 2e-6)
  }

  @Test(arguments: kernels)
  func diracCopiesTheChannelsOfEachGroup(_ shape: Shape, groups: Int, extents: [Int]) throws {
    let layout = WeightLayout.convolution(groups: groups, spatialRank: shape.rank - 2)
    let weight = try Dirac().values(shape, layout)
    let input = image(shape, groups, extents)
    let convolve = ConvolutionOracle(weight: weight, shape: shape, groups: groups)
    let output = convolve(input, image: extents)
    let positions = extents.reduce(1, *)
    let perGroup = shape[0] / groups
    for channel in 0..<shape[0] {
      let (group, index) = (channel / perGroup, channel % perGroup)
      let found = Array(output[channel * positions..<(channel + 1) * positions])
      let source = (group * shape[1] + index) * positions
      let expected =
        index < shape[1]
        ? Array(input[source..<source + positions]) : Array(repeating: 0, count: positions)
      #expect(found == expected)
    }
  }

  @Test func identityCopiesItsInputs() throws {
    #expect(try Identity(gain: 2).values([2, 3], .linear) == [2, 0, 0, 0, 2, 0])
    #expect(try Identity().values([3, 2], .matmul) == [1, 0, 0, 1, 0, 0])
    let gates = WeightLayout.recurrent(gates: ["reset", "update"], hidden: 2)
    #expect(try Identity().values([4, 2], gates) == [1, 0, 0, 1, 1, 0, 0, 1])
  }

  @Test func eachIsRefusedWhereTheOtherBelongs() {
    let identity = #expect(throws: OnsetError.self) {
      try Identity().values([4, 4, 3, 3], .convolution())
    }
    #expect(identity?.fix == "use the scheme dirac")
    let dirac = #expect(throws: OnsetError.self) { try Dirac().values([4, 4], .linear) }
    #expect(dirac?.fix == "use the scheme identity")
    let delta = #expect(throws: OnsetError.self) { try DeltaOrthogonal().values([4, 4], .linear) }
    #expect(delta?.fix == "use the scheme orthogonal")
  }
}
