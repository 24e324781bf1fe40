import OnsetCore
import OnsetRandom
import OnsetSchemes
import OnsetTestSupport
import Testing

/// What every scheme owes on every weight to which it applies.
@Suite struct ConformanceTests {
  @Test(arguments: ConformanceCase.all)
  func elementsAreFiniteAndHaveTheExpectedMoments(_ example: ConformanceCase) throws {
    let (shape, layout) = (example.weight.shape, example.weight.layout)
    let values = try example.scheme.values(shape, layout)
    let unwritten = values.count { !$0.isFinite }
    #expect(unwritten == 0, "every element is written, with a finite number")
    let expected = try example.scheme.expectation(for: shape, layout: layout)
    let sample = SampleMoments(values)
    if example.rule.isRandom {
      // Draws within a matrix are correlated for the structured schemes, which only lowers the spread of
      // the sample's moments; so the standard errors of independent draws bound theirs.
      let meanScore = sample.meanScore(
        expected: expected.mean, standardDeviation: max(expected.standardDeviation, 1e-12))
      #expect(abs(meanScore) < 5.5)
      #expect(
        abs(sample.varianceScore(expectedStandardDeviation: expected.standardDeviation)) < 5.5)
      // The control: a deviation that is 30 % off has to be noticed.
      let wrong = sample.varianceScore(expectedStandardDeviation: expected.standardDeviation * 1.3)
      #expect(abs(wrong) > 5.5 || example.rule.hasExactSecondMoment, "a wrong scale is not noticed")
    }
    if example.rule.hasExactSecondMoment {
      let second = sample.mean * sample.mean + sample.standardDeviation * sample.standardDeviation
      #expect(abs(second - expected.secondMoment) <= 1e-6 * expected.secondMoment)
    }
    if !example.rule.isRandom {
      let scale = abs(expected.mean) + expected.standardDeviation
      #expect(abs(sample.mean - expected.mean) <= 1e-6 * scale)
      #expect(abs(sample.standardDeviation - expected.standardDeviation) <= 1e-6 * scale)
    }
  }

  @Test(arguments: ConformanceCase.all)
  func bitsDependOnSeedAndNameOnly(_ example: ConformanceCase) throws {
    let (shape, layout) = (example.weight.shape, example.weight.layout)
    let values = try example.scheme.values(shape, layout)
    #expect(try example.scheme.values(shape, layout) == values)
    let otherSeed = try example.scheme.values(shape, layout, seed: 8)
    let otherName = try example.scheme.values(shape, layout, name: "v")
    #expect((otherSeed != values) == example.rule.isRandom)
    #expect((otherName != values) == example.rule.isRandom)
  }

  @Test(arguments: ConformanceCase.all)
  func bitsDependNeitherOnThreadsNorOnChunks(_ example: ConformanceCase) throws {
    let (shape, layout) = (example.weight.shape, example.weight.layout)
    var stream = RandomStream(seed: 7, name: "w")
    stream.threads = 1
    let alone = try example.scheme.values(shape, layout, stream: stream)
    stream.threads = 3
    #expect(try example.scheme.values(shape, layout, stream: stream) == alone)
    let granularity = try example.scheme.granularity(for: shape, layout: layout)
    #expect(shape.count % granularity == 0)
    for multiple in [1, 3] {
      // Chunks of single elements would take long without telling more than chunks of an odd size.
      let chunk = multiple * (granularity == 1 ? 11 : granularity)
      let pieces = try example.scheme.values(shape, layout, stream: stream, chunk: chunk)
      #expect(pieces == alone)
    }
  }

  @Test(arguments: ConformanceCase.all)
  func emptyWeightsAreFilledWithNothing(_ example: ConformanceCase) throws {
    guard example.weight.layout.axes.first == .stack else { return }
    var dimensions = example.weight.shape.dimensions
    dimensions[0] = 0
    #expect(try example.scheme.values(Shape(dimensions), example.weight.layout).isEmpty)
  }

  @Test(arguments: SchemeCase.all)
  func shapesThatDoNotFitAreRefused(_ rule: SchemeCase) throws {
    guard rule.scheme != .zeros, rule.scheme != .constant(-2.5) else { return }
    switch rule.scheme {
    case .uniform, .normal, .truncatedNormal:
      // These do not look at the layout.
      #expect(throws: Never.self) { try rule.scheme.values([5], .vector) }
    default:
      #expect(throws: OnsetError.self) { try rule.scheme.values([5], .vector) }
      #expect(throws: OnsetError.self) { try rule.scheme.values([5, 6, 7], .linear) }
    }
  }
}
