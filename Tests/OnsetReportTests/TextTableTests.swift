import Foundation
import OnsetReport
import Testing

@Suite struct TextTableTests {
  private var table: TextTable {
    var table = TextTable(columns: [
      .init("tensor", fitting: .shortens), .init("std", isNumeric: true),
      .init("reason", fitting: .wraps),
    ])
    table.rows = [
      ["layer1.0.conv1.weight", "0.0589", "BatchNorm follows: scale-free, fan-in scaling"],
      ["fc.bias", "0", "biases start at 0"],
    ]
    return table
  }

  @Test(arguments: [50, 60, 80, 100, 200])
  func noLineIsLongerThanTheWidth(width: Int) {
    for line in table.lines(width: width) { #expect(line.count <= width, "\(line)") }
  }

  @Test func everyCellIsWholeWhereThereIsRoom() {
    let text = table.lines(width: 120).joined(separator: "\n")
    for cell in table.rows.joined() { #expect(text.contains(cell)) }
    #expect(table.lines(width: 120).count == 4)
  }

  @Test func wrappingKeepsEveryWordInOrder() {
    let text = "BatchNorm follows: scale-free, fan-in scaling"
    let lines = TextTable.wrapped(text, to: 12)
    #expect(lines.joined(separator: " ") == text)
    #expect(lines.count > 1)
  }

  @Test func numbersLineUpOnTheRight() throws {
    let lines = table.lines(width: 120)
    let first = try #require(lines[2].range(of: "0.0589"))
    let second = try #require(lines[3].range(of: " 0 "))
    #expect(
      lines[2].distance(from: lines[2].startIndex, to: first.upperBound)
        == lines[3].distance(from: lines[3].startIndex, to: second.upperBound) - 1)
  }
}
