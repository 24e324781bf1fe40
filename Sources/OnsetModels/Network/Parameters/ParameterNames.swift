import OnsetCore

/// Restores the framework's names of parameters that an optimized export renamed or merged.
///
/// What the file records comes first: the traced program's own names. Only where it records none is a name
/// put together from the module's path, such as `layer1.0.conv1` and `weight`.
struct ParameterNames {
  /// A restored name.
  struct Restored {
    /// The framework's name, or the file's where nothing better is known.
    var name: String
    /// Whether the file stores the transpose of the framework's tensor.
    var isTransposed = false
    /// Other parameters of the framework that the exporter stored in the same tensor.
    var merged: [String] = []
  }

  private let finder: ParameterFinder
  private let uses: UseNames
  private var taken: Set<String>
  private let hasGuesses: Bool
  private var guesses: [Int: String] = [:]

  /// Prepares to name the candidates that are parameters.
  init(_ finder: ParameterFinder, hints: NamingHints, origins: [FlatNode]) {
    self.finder = finder
    uses = UseNames(finder.graph, hints: hints, origins: origins)
    taken = Set(finder.candidates.filter { $0.origin == .parameter }.map(\.name))
    // Where the program's parameters are listed, nothing needs to be guessed.
    hasGuesses = hints.parameterTargets.isEmpty
    if hasGuesses { guesses = guessedNames() }
  }

  /// The name of a candidate.
  mutating func name(of source: Int) -> Restored {
    let candidate = finder.candidates[source]
    let recorded = recordedNames(of: source)
    let options: [String]
    switch candidate.origin {
    case .parameter, .buffer:
      return Restored(name: candidate.name, merged: merged(source, recorded, candidate.name))
    case .folded(let parameters, let others):
      // Undone are a transposition, and another shape of a vector; nothing that computes new elements.
      let isMoved = parameters.count == 1 && (others == 0 || isVector(source))
      options = isMoved ? parameters : []
    case .anonymous:
      options = recorded + [guesses[source]].compactMap { $0 }
    }
    guard let name = options.first(where: { taken.insert($0).inserted }) else {
      return Restored(name: candidate.name)
    }
    return Restored(
      name: name, isTransposed: isTransposed(source), merged: merged(source, recorded, name))
  }

  /// Names of other parameters that the file stores in this tensor.
  private func merged(_ source: Int, _ recorded: [String], _ name: String) -> [String] {
    var names = recorded
    // A kernel or table that another module uses too is tied to that module's own.
    let owner = name.split(separator: ".").dropLast().joined(separator: ".")
    let tied = finder.drafts[source].filter { $0.role == .kernel || $0.role == .embedding }
    for draft in tied where hasGuesses && tied.count > 1 && !owner.isEmpty {
      guard let guess = uses.guess(draft), !"\(guess.module).".hasPrefix("\(owner)."),
        !"\(owner).".hasPrefix("\(guess.module)."), !names.contains(guess.name)
      else { continue }
      names.append(guess.name)
    }
    return names.filter { $0 != name && !taken.contains($0) }
  }

  private func recordedNames(of source: Int) -> [String] {
    var names: [String] = []
    for draft in finder.drafts[source] {
      for name in uses.recorded(draft) where !names.contains(name) { names.append(name) }
    }
    return names
  }

  /// Names made from module paths, for tensors without one, where no two would be the same.
  private func guessedNames() -> [Int: String] {
    var names: [Int: String] = [:]
    var counts: [String: Int] = [:]
    for (source, candidate) in finder.candidates.enumerated() where candidate.origin == .anonymous {
      guard candidate.isInitializer, let draft = finder.drafts[source].first,
        let name = nameBesideBias(draft) ?? uses.guess(draft)?.name
      else { continue }
      names[source] = name
      counts[name, default: 0] += 1
    }
    return names.filter { counts[$0.value] == 1 }
  }

  /// A kernel beside a named bias has its name but for the last word: `attn.in_proj_bias` tells
  /// `attn.in_proj_weight`.
  private func nameBesideBias(_ draft: UseDraft) -> String? {
    guard draft.role == .kernel, let linear = draft.linear else { return nil }
    for source in finder.candidates.indices where finder.candidates[source].origin == .parameter {
      let name = finder.candidates[source].name
      guard name.hasSuffix("_bias"), finder.drafts[source].count == 1,
        finder.drafts[source].contains(where: { $0.linear == linear && $0.role == .bias })
      else { continue }
      return name.dropLast("bias".count) + "weight"
    }
    return nil
  }

  /// Whether a tensor is a vector, whatever axes of extent 1 are around it.
  private func isVector(_ source: Int) -> Bool {
    let roles: Set<ParameterRole> = [.bias, .normScale, .normShift, .slope]
    return finder.drafts[source].contains { roles.contains($0.role) }
      && finder.candidates[source].constant.shape.dimensions.filter { $0 > 1 }.count <= 1
  }

  /// Whether a renamed kernel is stored input first where the framework stores it output first.
  ///
  /// Exporters rename a matrix because they fold the transposition of a linear layer into it; layers that
  /// store it input first, such as GPT-2's, need no folding and keep their name.
  private func isTransposed(_ source: Int) -> Bool {
    guard finder.candidates[source].constant.shape.rank == 2,
      let draft = finder.drafts[source].first(where: { $0.layout.axes.contains(.output) })
    else { return false }
    return draft.layout.axes == [.input, .output]
  }
}
