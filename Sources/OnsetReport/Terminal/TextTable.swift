/// A table of text that fits a given width: columns that may wrap give way first, then those that may be
/// shortened in the middle; the others are shown whole.
public struct TextTable: Sendable {
  /// How a column behaves when the table is too wide.
  public enum Fitting: Hashable, Sendable {
    /// Shown whole.
    case fixed
    /// Broken between words into several lines.
    case wraps
    /// Shortened in the middle with `…`.
    case shortens
  }

  /// One column.
  public struct Column: Hashable, Sendable {
    /// The heading.
    public var title: String
    /// Whether the cells line up on the right, as numbers do.
    public var isNumeric: Bool
    /// What happens when the table is too wide.
    public var fitting: Fitting

    /// Makes a column.
    public init(_ title: String, isNumeric: Bool = false, fitting: Fitting = .fixed) {
      self.title = title
      self.isNumeric = isNumeric
      self.fitting = fitting
    }
  }

  /// The columns, left to right.
  public var columns: [Column]
  /// The rows, each with one cell a column.
  public var rows: [[String]] = []

  private static let gap = 2
  private static let narrowestWrapped = 16
  private static let narrowestShortened = 18

  /// Makes an empty table.
  public init(columns: [Column]) { self.columns = columns }

  /// The table as lines, none longer than `width` unless the fixed columns alone are.
  ///
  /// - Parameter width: Columns of the terminal, in characters.
  public func lines(width: Int) -> [String] {
    let widths = fittedWidths(total: width)
    let heading = line(columns.map(\.title), widths)
    let rule = widths.map { String(repeating: "─", count: $0) }
      .joined(separator: String(repeating: " ", count: Self.gap))
    return [heading, rule] + rows.flatMap { rowLines($0, widths) }
  }

  private func fittedWidths(total: Int) -> [Int] {
    var widths = columns.indices.map { column in
      max(columns[column].title.count, rows.map { $0[column].count }.max() ?? 0)
    }
    var excess = widths.reduce(0, +) + Self.gap * (columns.count - 1) - total
    for (fitting, narrowest) in [
      (Fitting.wraps, Self.narrowestWrapped), (.shortens, Self.narrowestShortened),
    ] {
      // The widest gives way first, so that columns of one kind end about equally wide.
      while excess > 0 {
        let candidates = columns.indices.filter {
          columns[$0].fitting == fitting
            && widths[$0] > max(narrowest, columns[$0].title.count)
        }
        guard let widest = candidates.max(by: { widths[$0] < widths[$1] }) else { break }
        widths[widest] -= 1
        excess -= 1
      }
    }
    return widths
  }

  private func rowLines(_ row: [String], _ widths: [Int]) -> [String] {
    let cells = columns.indices.map { column in
      switch columns[column].fitting {
      case .wraps: Self.wrapped(row[column], to: widths[column])
      case .shortens: [Self.shortened(row[column], to: widths[column])]
      case .fixed: [row[column]]
      }
    }
    let height = cells.map(\.count).max() ?? 1
    return (0..<height).map { index in
      line(cells.map { index < $0.count ? $0[index] : "" }, widths)
    }
  }

  private func line(_ cells: [String], _ widths: [Int]) -> String {
    let padded = columns.indices.map { column in
      let space = String(repeating: " ", count: max(0, widths[column] - cells[column].count))
      return columns[column].isNumeric ? space + cells[column] : cells[column] + space
    }
    let text = padded.joined(separator: String(repeating: " ", count: Self.gap))
    return String(
      text[..<(text.lastIndex { $0 != " " }.map(text.index(after:)) ?? text.startIndex)])
  }

  static func shortened(_ text: String, to width: Int) -> String {
    guard text.count > width, width > 1 else { return text }
    let tail = (width - 1) * 2 / 3
    return text.prefix(width - 1 - tail) + "…" + text.suffix(tail)
  }

  /// The text broken between words; a word longer than a line is left whole.
  public static func wrapped(_ text: String, to width: Int) -> [String] {
    var lines: [String] = []
    var current = ""
    for word in text.split(separator: " ") {
      if !current.isEmpty, current.count + 1 + word.count > width {
        lines.append(current)
        current = ""
      }
      current += current.isEmpty ? String(word) : " \(word)"
    }
    return current.isEmpty && !lines.isEmpty ? lines : lines + [current]
  }
}
