public import OnsetCore

/// The phase and χ₁ of a network over a grid of weight and bias variances.
///
/// ```swift
/// let diagram = try PhaseDiagram(
///   profile: ActivationProfile(.tanh), weightVariances: [1, 2, 4], biasVariances: [0, 0.05])
/// diagram[1, 1].phase       // .chaotic
/// ```
public struct PhaseDiagram: Sendable {
  /// One pair of variances.
  public struct Cell: Hashable, Sendable {
    /// The side of the edge of chaos.
    public var phase: SignalLimit.Phase
    /// The second moment that signals from q = 1 tend to; zero where they die, infinite where they grow
    /// without end.
    public var secondMoment: Double
    /// χ₁ there, or its limit.
    public var chi1: Double
  }

  /// σ_w², one a column.
  public let weightVariances: [Double]
  /// σ_b², one a row.
  public let biasVariances: [Double]
  /// The cells, row after row.
  public let cells: [Cell]

  /// Computes every cell from interpolated moments, good to about 1e-6.
  ///
  /// - Parameters:
  ///   - profile: The activation's moments.
  ///   - weightVariances: σ_w² > 0, one a column.
  ///   - biasVariances: σ_b² ≥ 0, one a row.
  /// - Throws: `OnsetError` (`invalidArgument`) for an empty axis or a variance out of range.
  /// - Complexity: A microsecond or two a cell, on every core.
  public init(
    profile: ActivationProfile, weightVariances: [Double], biasVariances: [Double]
  ) throws(OnsetError) {
    let isValid =
      weightVariances.allSatisfy { $0 > 0 && $0.isFinite }
      && biasVariances.allSatisfy { $0 >= 0 && $0.isFinite }
    guard isValid, !weightVariances.isEmpty, !biasVariances.isEmpty else {
      throw OnsetError(
        .invalidArgument, "a phase diagram needs weight variances > 0 and bias variances ≥ 0",
        fix: "give finite ranges such as 0.1 to 4 and 0 to 1")
    }
    self.weightVariances = weightVariances
    self.biasVariances = biasVariances
    let search = OrbitSearch(profile)
    let columns = weightVariances.count
    let rows = biasVariances.count
    let blank = Cell(phase: .ordered, secondMoment: 0, chi1: 0)
    var cells = [Cell](repeating: blank, count: rows * columns)
    cells.withUnsafeMutableBufferPointer { buffer in
      // Every row is written by one thread, and no two rows overlap.
      nonisolated(unsafe) let cells = buffer
      ParallelLoop.run(rows, threads: .max) { row in
        for column in 0..<columns {
          cells[row * columns + column] = search.cell(weightVariances[column], biasVariances[row])
        }
      }
    }
    self.cells = cells
  }

  /// The cell of a row (σ_b²) and a column (σ_w²).
  public subscript(row: Int, column: Int) -> Cell { cells[row * weightVariances.count + column] }
}
