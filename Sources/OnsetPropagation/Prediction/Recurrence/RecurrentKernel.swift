import OnsetModels
import OnsetTheory

/// A recurrent layer over time: the Gaussian process of its states, forward and back.
///
/// All cells are one update, s ← f s + i g, with a forget gate f, an input gate i and a candidate g:
/// f = 0, i = 1 for a plain cell, i = 1 − f for a GRU, and for an LSTM both gates and an output
/// h = o tanh(s). Gates and candidate have their own weights, so they are independent Gaussian processes
/// over time and samples; weights shared over time make the states correlated over time, which is kept
/// (Alemohammad et al. 2021, arXiv:2006.10246). Products of three gates and more are closed pairwise.
struct RecurrentKernel {
  /// The gates' statistics in the cell's order of ``RecurrentCell/gates``.
  let gates: [GateStatistics]
  let attributes: RecurrentAttributes
  let input: Kernel
  let features: Double
  let steps: Int
  let samples: Int
  var candidate: GateMoments
  /// LSTM: forget. GRU: update.
  var forget: GateMoments
  /// LSTM: input. GRU: reset.
  var second: GateMoments
  /// LSTM: output gate, and tanh of the cell.
  var outputGate: GateMoments
  var cell: GateMoments
  /// E[s s′], E[h h′] and E[s g′].
  var states: PairTable
  var hidden: PairTable
  var cross: PairTable
  var stateMeans: [Double]
  var hiddenMeans: [Double]

  /// Runs the layer forward.
  ///
  /// - Complexity: O(sites²) expansions' products, a handful a pair.
  init(_ input: Kernel, features: Int, attributes: RecurrentAttributes, gates: [GateStatistics]) {
    self.input = input
    self.features = Double(features)
    self.attributes = attributes
    self.gates = gates
    steps = max(1, input.sites.positions)
    samples = input.sites.representatives
    let count = input.sites.count
    let name = attributes.activations.first?.lowercased()
    let activation: ScalarFunction =
      attributes.cell == .rnn && name == "relu"
      ? Activation.relu.function : Activation.tanh.function
    candidate = GateMoments(activation, count: count)
    forget = GateMoments(.sigmoid, count: count)
    second = GateMoments(.sigmoid, count: count)
    outputGate = GateMoments(.sigmoid, count: count)
    cell = GateMoments(Activation.tanh.function, count: count)
    states = PairTable(count: count)
    hidden = PairTable(count: count)
    cross = PairTable(count: count)
    stateMeans = [Double](repeating: 0, count: count)
    hiddenMeans = stateMeans
    for t in 0..<steps { advance(to: t) }
  }

  /// One step: pre-activations, then what the state shares with candidates, then states themselves,
  /// each for one site before it is for two.
  private mutating func advance(to t: Int) {
    let now = (0..<samples).map { site($0, t) }
    for i in now { place(i, i) }
    for other in 0...t {
      for i in now {
        for j in (0..<samples).map({ site($0, other) }) where i != j {
          if other < t || j < i { place(i, j) }
        }
      }
      for i in now {
        for j in (0..<samples).map({ site($0, other) }) { share(i, j) }
      }
    }
    for i in now { update(i, i) }
    for other in 0...t {
      for i in now {
        for j in (0..<samples).map({ site($0, other) }) where other < t || j < i { update(i, j) }
      }
    }
  }

  /// The output's kernel at the input's sites.
  var output: Kernel { hidden.kernel(at: input.sites, mean: hiddenMeans) }

  func site(_ sample: Int, _ step: Int) -> Int { sample * steps + step }

  /// The site one step before, if any.
  func before(_ site: Int) -> Int? { site % steps == 0 ? nil : site - 1 }

  /// The site one step after, if any.
  func after(_ site: Int) -> Int? { site % steps == steps - 1 ? nil : site + 1 }

  /// A table's entry one step before both sites; zero at the start.
  func earlier(_ table: PairTable, _ i: Int, _ j: Int) -> Double {
    guard let a = before(i), let b = before(j) else { return 0 }
    return table[a, b]
  }

  /// E[z z′] of a gate's pre-activation.
  private func preactivation(_ gate: GateStatistics, _ i: Int, _ j: Int) -> Double {
    features * gate.input * input.pairs[i * input.sites.count + j]
      + Double(attributes.hiddenSize) * gate.hidden * earlier(hidden, i, j)
      + gate.bias.secondMoment
  }

  private func place(
    _ moments: inout GateMoments, _ gate: GateStatistics, _ i: Int, _ j: Int
  ) {
    let product = preactivation(gate, i, j)
    if i == j {
      moments.set(i, mean: gate.bias.mean, secondMoment: product)
    } else {
      moments.setPair(i, j, product)
    }
  }

  /// The gates' pre-activations at a pair of sites.
  private mutating func place(_ i: Int, _ j: Int) {
    switch attributes.cell {
    case .rnn: place(&candidate, gates[0], i, j)
    case .gru:
      place(&forget, gates[0], i, j)
      place(&second, gates[1], i, j)
      placeNew(i, j)
    case .lstm:
      place(&second, gates[0], i, j)
      place(&outputGate, gates[1], i, j)
      place(&forget, gates[2], i, j)
      place(&candidate, gates[3], i, j)
    }
  }

  /// E[s g′] for a pair of sites, both ways.
  private mutating func share(_ i: Int, _ j: Int) {
    let fresh = candidate.product(i, j)
    cross[i, j] = (before(i).map { forgetMean(i) * cross[$0, j] } ?? 0) + inputMean(i) * fresh
    cross[j, i] = (before(j).map { forgetMean(j) * cross[$0, i] } ?? 0) + inputMean(j) * fresh
  }

  /// E[s s′] and E[h h′] for a pair of sites.
  private mutating func update(_ i: Int, _ j: Int) {
    let state =
      retained(i, j) * earlier(states, i, j) + inputProduct(i, j) * candidate.product(i, j)
      + (before(i).map { mixed(i, j) * cross[$0, j] } ?? 0)
      + (before(j).map { mixed(j, i) * cross[$0, i] } ?? 0)
    states.set(i, j, state)
    if i == j {
      stateMeans[i] =
        (before(i).map { forgetMean(i) * stateMeans[$0] } ?? 0) + inputMean(i) * candidate.mean(i)
    }
    guard attributes.cell == .lstm else {
      hidden.set(i, j, state)
      hiddenMeans[i] = stateMeans[i]
      return
    }
    if i == j {
      cell.set(i, mean: stateMeans[i], secondMoment: state)
      hiddenMeans[i] = outputGate.mean(i) * cell.mean(i)
    } else {
      cell.setPair(i, j, state)
    }
    hidden.set(i, j, outputGate.product(i, j) * cell.product(i, j))
  }

  /// The candidate of a GRU, whose hidden side passes the reset gate.
  private mutating func placeNew(_ i: Int, _ j: Int) {
    let gate = gates[2]
    let inputSide =
      features * gate.input * input.pairs[i * input.sites.count + j] + gate.inputBias.secondMoment
    let product = inputSide + second.product(i, j) * resetSide(i, j)
    if i == j {
      candidate.set(
        i, mean: gate.inputBias.mean + second.mean(i) * gate.hiddenBias.mean, secondMoment: product)
    } else {
      candidate.setPair(i, j, product)
    }
  }

  /// E[v v′] of what a GRU's reset gate multiplies.
  func resetSide(_ i: Int, _ j: Int) -> Double {
    Double(attributes.hiddenSize) * gates[2].hidden * earlier(hidden, i, j)
      + gates[2].hiddenBias.secondMoment
  }

  // MARK: - The gates f and i

  func forgetMean(_ i: Int) -> Double { attributes.cell == .rnn ? 0 : forget.mean(i) }

  func inputMean(_ i: Int) -> Double {
    switch attributes.cell {
    case .rnn: 1
    case .gru: 1 - forget.mean(i)
    case .lstm: second.mean(i)
    }
  }

  /// E[f f′].
  func retained(_ i: Int, _ j: Int) -> Double {
    attributes.cell == .rnn ? 0 : forget.product(i, j)
  }

  /// E[i i′].
  func inputProduct(_ i: Int, _ j: Int) -> Double {
    switch attributes.cell {
    case .rnn: 1
    case .gru: 1 - forget.mean(i) - forget.mean(j) + forget.product(i, j)
    case .lstm: second.product(i, j)
    }
  }

  /// E[f i′].
  private func mixed(_ i: Int, _ j: Int) -> Double {
    switch attributes.cell {
    case .rnn: 0
    case .gru: forget.mean(i) - forget.product(i, j)
    case .lstm: forget.mean(i) * second.mean(j)
    }
  }
}
