import OnsetPlanning
import OnsetReport
import Testing

@Suite struct CheckTableTests {
  private let finding = Finding(
    rule: "hot-head", severity: .warning, place: "head",
    message: String(repeating: "outputs are large ", count: 12),
    fix: "onset init model.onnx -o w.onnx")

  @Test func findingsAreWrappedAndCounted() {
    let lines = CheckTable.findings([finding], width: 60)
    #expect(lines.first == "warning: hot-head at head")
    #expect(lines.last == "1 warning")
    #expect(lines.allSatisfy { $0.count <= 60 })
    #expect(lines.contains("  fix: onset init model.onnx -o w.onnx"))
  }

  @Test func nothingFoundSaysSo() {
    #expect(CheckTable.findings([], width: 60) == ["healthy: nothing was found"])
  }

  @Test func pagesFitTheWidth() {
    for page in RulePage.all {
      #expect(RuleText.lines(page, width: 80).allSatisfy { $0.count <= 80 }, "\(page.id)")
    }
  }
}
