public import OnsetCore

/// Which tensors the user wants initialized: `--only` and `--except`.
public struct TensorSelection: Sendable {
  /// Patterns of which a name must fit one; empty means all.
  public var only: [GlobPattern]
  /// Patterns of which a name must fit none.
  public var except: [GlobPattern]

  /// Makes a selection.
  public init(only: [GlobPattern] = [], except: [GlobPattern] = []) {
    self.only = only
    self.except = except
  }

  /// Why a tensor is left out, or `nil` where it is selected.
  public func reasonToKeep(_ entry: PlanEntry) -> String? {
    if let pattern = except.first(where: { $0.matches(entry) }) {
      return "kept: --except '\(pattern.text)'"
    }
    return only.isEmpty || only.contains { $0.matches(entry) } ? nil : "kept: not in --only"
  }

  /// Checks that every pattern fits some tensor, so that a misspelt name is not passed over, and that
  /// something is left to initialize.
  ///
  /// - Throws: `OnsetError` that names the pattern and the tensor whose name is nearest.
  public func check(against entries: [PlanEntry]) throws(OnsetError) {
    for (flag, patterns) in [("--only", only), ("--except", except)] {
      for pattern in patterns where !entries.contains(where: pattern.matches) {
        let nearest = NearestName.of(pattern.text, among: entries.map(\.name.text))
        throw OnsetError(
          .invalidArgument, "\(flag) '\(pattern.text)' matches no tensor of the model",
          fix: nearest.map { "the nearest name is '\($0)'" } ?? "the model has no parameters")
      }
    }
    guard !(only.isEmpty && except.isEmpty), entries.allSatisfy({ reasonToKeep($0) != nil }) else {
      return
    }
    throw OnsetError(
      .invalidArgument, "--only and --except together leave no tensor to initialize",
      fix: "widen --only or narrow --except")
  }
}

extension GlobPattern {
  /// Whether the pattern fits the framework's name or the name in the file.
  func matches(_ entry: PlanEntry) -> Bool {
    matches(entry.name) || matches(entry.initializerName)
  }
}
