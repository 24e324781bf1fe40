import Foundation
import OnsetReport
import Testing

/// Numbers of one seed and of several, as `onset.check/1` writes them.
@Suite struct EstimateTests {
  @Test func aSingleNumberIsANumber() throws {
    #expect(try text(Estimate(1.5)) == "[1.5]")
    #expect(try JSONDecoder().decode([Estimate].self, from: Data("[2]".utf8)) == [Estimate(2)])
  }

  @Test func severalSeedsHaveAStandardError() throws {
    let estimate = Estimate(1.5, standardError: 0.25)
    let json = try text(estimate)
    #expect(json == "[{\"mean\":1.5,\"standardError\":0.25}]")
    #expect(try JSONDecoder().decode([Estimate].self, from: Data(json.utf8)) == [estimate])
  }

  @Test func anythingElseIsRefused() {
    for json in ["[\"1\"]", "[{\"mean\":1}]", "[null]"] {
      #expect(throws: DecodingError.self) {
        try JSONDecoder().decode([Estimate].self, from: Data(json.utf8))
      }
    }
  }

  private func text(_ estimate: Estimate) throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = .sortedKeys
    return String(decoding: try encoder.encode([estimate]), as: UTF8.self)
  }
}
