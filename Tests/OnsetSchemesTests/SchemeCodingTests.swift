import Foundation
import OnsetCore
import OnsetSchemes
import Testing

@Suite struct SchemeCodingTests {
  private func decode(_ json: String) throws -> Scheme {
    try JSONDecoder().decode(Scheme.self, from: Data(json.utf8))
  }

  private func encode(_ scheme: Scheme) throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = .sortedKeys
    return String(decoding: try encoder.encode(scheme), as: UTF8.self)
  }

  @Test(arguments: [
    (Scheme.zeros, #""zeros""#),
    (.ones, #""ones""#),
    (.constant(0.5), #"{"scheme":"constant","value":0.5}"#),
    (.heNormal(), #""heNormal""#),
    (.heUniform(mode: .fanOut), #"{"mode":"fanOut","scheme":"heUniform"}"#),
    (.heNormal(negativeSlope: 0.01), #"{"negativeSlope":0.01,"scheme":"heNormal"}"#),
    (.glorotUniform, #""glorotUniform""#),
    (.leCunNormal, #""leCunNormal""#),
    (.orthogonal(), #""orthogonal""#),
    (.orthogonal(gain: 1.4142), #"{"gain":1.4142,"scheme":"orthogonal"}"#),
    (.normal(standardDeviation: 0.02), #"{"scheme":"normal","standardDeviation":0.02}"#),
    (.uniform(bound: 0.25), #"{"lowerBound":-0.25,"scheme":"uniform","upperBound":0.25}"#),
    (
      .varianceScaling(scale: 1.5, mode: .fanOut, distribution: .sign),
      #"{"distribution":"sign","mode":"fanOut","scale":1.5,"scheme":"varianceScaling"}"#
    ),
    (
      .truncatedNormal(standardDeviation: 0.02, bounds: -3...3),
      #"{"lower":-3,"scheme":"truncatedNormal","standardDeviation":0.02,"upper":3}"#
    ),
    (
      .truncatedNormal(TruncatedNormal(parentStandardDeviation: 0.02)),
      #"{"parentStandardDeviation":0.02,"scheme":"torchTruncatedNormal"}"#
    ),
    (
      .blockwise(["forget": .ones], otherwise: .zeros),
      #"{"otherwise":"zeros","parts":{"forget":"ones"},"scheme":"blockwise"}"#
    ),
    (
      .normal(standardDeviation: 0.02).scaled(by: 0.125),
      #"{"base":{"scheme":"normal","standardDeviation":0.02},"factor":0.125,"scheme":"scaled"}"#
    ),
  ])
  func writtenForm(_ scheme: Scheme, json: String) throws {
    #expect(try encode(scheme) == json)
    #expect(try decode(json) == scheme)
  }

  @Test(arguments: SchemeCase.all)
  func everySchemeSurvivesARoundTrip(_ rule: SchemeCase) throws {
    #expect(try decode(try encode(rule.scheme)) == rule.scheme)
  }

  @Test func doublesSurviveBitForBit() throws {
    var generator = SystemRandomNumberGenerator()
    for _ in 0..<500 {
      let scale = Double.random(in: 1e-9...2, using: &generator)
      for scheme: Scheme in [
        .varianceScaling(scale: scale), .orthogonal(gain: -scale),
        .heNormal(negativeSlope: scale), .normal(mean: -scale, standardDeviation: scale / 3),
        .leCunNormal.rowCentred(share: scale / 2),
      ] {
        #expect(try decode(try encode(scheme)) == scheme)
      }
    }
  }

  @Test(arguments: [
    (#"{"scheme":"heNormal","mode":"fanIn","negativeSlope":0}"#, Scheme.heNormal()),
    (#""kaiming_uniform""#, .heUniform()),
    (#""xavier-normal""#, .glorotNormal),
    (
      #"{"scheme":"xavierUniform","gain":2}"#,
      .varianceScaling(
        scale: 4, mode: .fanAverage, distribution: .uniform)
    ),
    (#"{"scheme":"scaled","factor":0.5,"base":"heNormal"}"#, .heNormal().scaled(by: 0.5)),
  ])
  func otherSpellingsAreUnderstood(_ json: String, scheme: Scheme) throws {
    #expect(try decode(json) == scheme)
  }

  @Test(arguments: [
    (#""orthogonl""#, "there is no scheme 'orthogonl'; did you mean 'orthogonal'?"),
    (#""quantum""#, "there is no scheme 'quantum'; run `onset schemes` for the list."),
    (
      #"{"scheme":"normal","standarddeviation":1}"#,
      "the scheme 'normal' has no parameter 'standarddeviation'; did you mean 'standardDeviation'?"
    ),
    (#"{"scheme":"zeros","x":[]}"#, "the scheme 'zeros' has no parameter 'x'; it takes none."),
    (
      #""normal""#,
      "the scheme 'normal' needs 'standardDeviation'; give the standard deviation of the draws."
    ),
    (
      #"{"scheme":"normal","standardDeviation":"big"}"#,
      "'standardDeviation' of the scheme 'normal' has to be a number."
    ),
    (
      #"{"scheme":"heNormal","mode":"fanUp"}"#,
      "'mode' of the scheme 'heNormal' has to be one of fanIn, fanOut, fanAverage."
    ),
    (
      #"{"scheme":"normal","standardDeviation":-1}"#,
      "standardDeviation -1.0 is negative; give a number of at least 0."
    ),
    (
      #"{"scheme":"orthogonal","gain":1e9}"#,
      "gain 1000000000.0 is outside the range of useful weights; give 0 or a magnitude between 1e-20 and 1e6."
    ),
    (
      #"{"standardDeviation":1}"#,
      #"a map without the key 'scheme' names no scheme; write {"scheme": "normal", "standardDeviation": 0.02}, for example."#
    ),
    (
      #"{"scheme":"truncatedNormal","standardDeviation":1,"lower":2,"upper":1}"#,
      "lower 2.0 is not below upper 1.0."
    ),
    (
      #"{"scheme":"blockwise","parts":{"q":"he"},"otherwise":"zeros"}"#,
      "there is no scheme 'he'; run `onset schemes` for the list."
    ),
  ])
  func mistakesAreExplained(_ json: String, message: String) throws {
    let error = #expect(throws: OnsetError.self) { try decode(json) }
    #expect(error?.description == message)
  }

  @Test func catalogNamesAreUnique() {
    let names = SchemeCatalog.all.flatMap { [$0.name] + $0.aliases }.map { $0.lowercased() }
    #expect(Set(names).count == names.count)
    #expect(SchemeCatalog.all.allSatisfy { $0.formula.count <= 100 && !$0.formula.isEmpty })
  }
}
