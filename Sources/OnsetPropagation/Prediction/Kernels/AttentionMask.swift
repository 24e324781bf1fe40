/// Which keys each query sees, and averages over them for every pair of queries.
struct AttentionMask {
  private let queries: Int
  private let keys: Int
  /// By query: the share of each key, 1/(number of visible keys) or zero; `nil` where all are visible.
  private let shares: [[Double]]?

  init(_ mask: [Bool]?, queries: Int, keys: Int) {
    self.queries = queries
    self.keys = keys
    guard let mask, mask.contains(false) else {
      shares = nil
      return
    }
    shares = (0..<queries).map { query in
      let row = mask[(query * keys)..<((query + 1) * keys)]
      let visible = Double(max(1, row.count { $0 }))
      return row.map { $0 ? 1 / visible : 0 }
    }
  }

  /// From pairs of keys to pairs of queries: averages over the visible keys of both.
  func averaged(_ matrix: SquareMatrix) -> SquareMatrix {
    let samples = matrix.count / keys
    return mapped(matrix, samples: samples, from: keys, to: queries) { query, key in
      shares.map { $0[query][key] } ?? 1 / Double(keys)
    }
  }

  /// From pairs of queries to pairs of keys: the transposed of ``averaged(_:)``.
  func spread(_ matrix: SquareMatrix) -> SquareMatrix {
    let samples = matrix.count / queries
    return mapped(matrix, samples: samples, from: queries, to: keys) { key, query in
      shares.map { $0[query][key] } ?? 1 / Double(keys)
    }
  }

  /// By query site: what is left of a difference between keys where a query sees only n of them,
  /// √((1 − 1/n)/(1 − 1/keys)): one key alone leaves no choice.
  func choice(samples: Int) -> [Double] {
    let all = 1 - 1 / Double(keys)
    let factors = (0..<queries).map { query -> Double in
      guard let shares, all > 0 else { return 1 }
      let visible = 1 / max(shares[query].max() ?? 1, 1e-12)
      return ((1 - 1 / visible) / all).squareRoot()
    }
    return (0..<samples).flatMap { _ in factors }
  }

  /// W · block · Wᵀ for every pair of samples; a constant W needs only the blocks' sums.
  private func mapped(
    _ matrix: SquareMatrix, samples: Int, from: Int, to: Int, _ weight: (Int, Int) -> Double
  ) -> SquareMatrix {
    var result = SquareMatrix(repeating: 0, count: samples * to)
    let table = shares == nil ? [] : (0..<to).map { t in (0..<from).map { weight(t, $0) } }
    for s in 0..<samples {
      for r in 0..<samples {
        if shares == nil {
          var sum = 0.0
          for i in 0..<from {
            for j in 0..<from { sum += matrix[s * from + i, r * from + j] }
          }
          let constant = sum * weight(0, 0) * weight(0, 0)
          for i in 0..<to {
            for j in 0..<to { result.elements[(s * to + i) * result.count + r * to + j] = constant }
          }
          continue
        }
        var half = [Double](repeating: 0, count: to * from)
        for t in 0..<to {
          for i in 0..<from where table[t][i] != 0 {
            for j in 0..<from {
              half[t * from + j] += table[t][i] * matrix[s * from + i, r * from + j]
            }
          }
        }
        for t in 0..<to {
          for u in 0..<to {
            var sum = 0.0
            for j in 0..<from { sum += half[t * from + j] * table[u][j] }
            result.elements[(s * to + t) * result.count + r * to + u] = sum
          }
        }
      }
    }
    return result
  }
}
