/// A grid of cells that fills the frame, each cell coloured by the band its value falls into.
///
/// Neighbouring cells of one band are drawn as one rectangle, so that a grid of 200 × 200 takes some ten
/// kilobytes.
package struct HeatMap: ChartMark {
  /// The number of cells along the horizontal axis.
  package let columns: Int
  /// The band of every cell, row after row, the row at the lower end of the vertical axis first.
  package let bands: [Int]

  private var rows: Int { bands.count / columns }

  /// Makes a map.
  ///
  /// - Precondition: `bands` holds whole rows of `columns` cells.
  package init(columns: Int, bands: [Int]) {
    precondition(columns > 0 && bands.count.isMultiple(of: columns), "rows have to be whole")
    self.columns = columns
    self.bands = bands
  }

  package func elements(in frame: ChartFrame) -> [MarkupElement] {
    let (cellWidth, cellHeight) = (frame.width / Double(columns), frame.height / Double(rows))
    var paths: [Int: SVGPath] = [:]
    for block in blocks() {
      paths[block.run.band, default: SVGPath()].rectangle(
        x: Double(block.run.columns.lowerBound) * cellWidth,
        y: frame.height - Double(block.rows.upperBound) * cellHeight,
        width: Double(block.run.columns.count) * cellWidth,
        height: Double(block.rows.count) * cellHeight)
    }
    return paths.sorted { $0.key < $1.key }.map { band, path in
      MarkupElement(
        "path",
        ["d": path.data, "class": ChartColors.bandClass(band), "shape-rendering": "crispEdges"])
    }
  }

  /// Cells of one band side by side.
  private struct Run: Hashable {
    var band: Int
    var columns: Range<Int>
  }

  /// Equal runs above each other.
  private struct Block {
    var run: Run
    var rows: Range<Int>
  }

  private func blocks() -> [Block] {
    var done: [Block] = []
    var open: [Run: Int] = [:]
    for row in 0...rows {
      let runs = row < rows ? runs(of: row) : []
      let current = Set(runs)
      for (run, start) in open where !current.contains(run) {
        done.append(Block(run: run, rows: start..<row))
        open[run] = nil
      }
      for run in runs where open[run] == nil { open[run] = row }
    }
    // A dictionary's order is left to chance, a file's must not be.
    return done.sorted {
      ($0.rows.lowerBound, $0.run.columns.lowerBound)
        < ($1.rows.lowerBound, $1.run.columns.lowerBound)
    }
  }

  private func runs(of row: Int) -> [Run] {
    var runs: [Run] = []
    for column in 0..<columns {
      let band = bands[row * columns + column]
      if let last = runs.last, last.band == band {
        runs[runs.count - 1].columns = last.columns.lowerBound..<column + 1
      } else {
        runs.append(Run(band: band, columns: column..<column + 1))
      }
    }
    return runs
  }
}
