import Foundation

/// A bar on standard error for work that takes longer than a second; silent where standard error is no
/// terminal.
public struct ProgressBar {
  private static let delay = 1.0
  private static let refresh = 0.1
  private static let cells = 30

  private let label: String
  private let isInteractive: Bool
  private let start: Date
  private var lastDrawn: Date?

  /// Starts the clock.
  ///
  /// - Parameters:
  ///   - label: What is being done.
  ///   - isInteractive: Whether to draw at all.
  public init(_ label: String, isInteractive: Bool = Terminal.standardErrorIsInteractive) {
    self.label = label
    self.isInteractive = isInteractive
    self.start = Date()
  }

  /// Draws the bar, at most ten times a second.
  ///
  /// - Parameters:
  ///   - done: Units of work that are done.
  ///   - total: All units.
  public mutating func update(done: Int, of total: Int) {
    let now = Date()
    let elapsed = now.timeIntervalSince(start)
    guard isInteractive, total > 0, elapsed > Self.delay,
      lastDrawn.map({ now.timeIntervalSince($0) > Self.refresh }) ?? true
    else { return }
    lastDrawn = now
    let share = Double(done) / Double(total)
    let filled = Int(share * Double(Self.cells))
    let bar =
      String(repeating: "█", count: filled) + String(repeating: "░", count: Self.cells - filled)
    let left = share > 0 ? Int(elapsed / share - elapsed) : 0
    write("\r\(label) \(bar) \(Int(share * 100)) %, \(left) s left ")
  }

  /// Removes the bar.
  public func finish() {
    if lastDrawn != nil { write("\r\u{1B}[K") }
  }

  private func write(_ text: String) {
    FileHandle.standardError.write(Data(text.utf8))
  }
}
