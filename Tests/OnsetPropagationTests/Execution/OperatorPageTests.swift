import Foundation
import OnsetModels
import Testing

/// The documentation's list of operators against the code; `scripts/conformance --write` makes it.
@Suite struct OperatorPageTests {
  @Test func thePageListsTheKnownOperators() throws {
    let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .deletingLastPathComponent()
      .deletingLastPathComponent().deletingLastPathComponent()
    let page = try String(
      contentsOf: root.appendingPathComponent(
        "Sources/OnsetPropagation/OnsetPropagation.docc/Operators.md"), encoding: .utf8)
    let listed = page.split(separator: "\n").filter { $0.hasPrefix("| `") }
      .map { String($0.dropFirst(3).prefix { $0 != "`" }) }
    let known = KnownOperators.families.flatMap(\.types)
    #expect(listed == known)
    #expect(known.count >= 120)
  }
}
