/// How bad a finding is.
public enum Severity: String, Hashable, Sendable, Codable, CaseIterable {
  /// Worth knowing; nothing has to be done.
  case note
  /// Training will probably suffer.
  case warning
  /// Training will fail, or the weights are not what they claim to be.
  case error
}

extension Severity: Comparable {
  /// Whether one severity is milder than another.
  public static func < (left: Severity, right: Severity) -> Bool { left.rank < right.rank }

  private var rank: Int {
    switch self {
    case .note: 0
    case .warning: 1
    case .error: 2
    }
  }
}
