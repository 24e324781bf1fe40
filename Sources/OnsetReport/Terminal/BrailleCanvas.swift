/// A drawing in braille characters: each holds two by four dots, so that curves fit into a terminal.
struct BrailleCanvas {
  /// Characters side by side.
  let columns: Int
  /// Lines of characters.
  let rows: Int

  private var cells: [UInt32]

  private static let blank: UInt32 = 0x2800
  /// The bit of a dot by its place in a character, column by column.
  private static let bits: [[UInt32]] = [[0x01, 0x02, 0x04, 0x40], [0x08, 0x10, 0x20, 0x80]]

  init(columns: Int, rows: Int) {
    self.columns = columns
    self.rows = rows
    cells = [UInt32](repeating: 0, count: columns * rows)
  }

  /// Dots side by side.
  var width: Int { 2 * columns }
  /// Dots above each other.
  var height: Int { 4 * rows }

  /// Sets the dot in a column from the left and a row from below; outside of the drawing nothing happens.
  mutating func dot(_ x: Int, _ y: Int) {
    guard x >= 0, x < width, y >= 0, y < height else { return }
    let down = height - 1 - y
    cells[down / 4 * columns + x / 2] |= Self.bits[x % 2][down % 4]
  }

  /// The drawing as lines of text, empty characters as spaces.
  var lines: [String] {
    (0..<rows).map { row in
      var line = ""
      for cell in cells[row * columns..<(row + 1) * columns] {
        let scalar = cell == 0 ? " " : Unicode.Scalar(Self.blank + cell) ?? " "
        line.unicodeScalars.append(scalar)
      }
      return line
    }
  }
}
