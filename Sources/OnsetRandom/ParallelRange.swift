import OnsetCore

#if canImport(Darwin)
  import Darwin
#elseif canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif

/// A range of elements that several threads work through in pieces.
///
/// The pieces are handed out one after the other, so that a thread whose core is busy elsewhere
/// does not hold up the rest.
struct ParallelRange {
  /// The elements.
  let elements: Range<Int>

  /// Elements in a piece: long enough that handing it out costs nothing, short enough for the
  /// caches, and a multiple of the tile so that only the first and the last piece hold part of a
  /// tile.
  static let pieceCount = 1 << 17

  /// Online processors, the default limit of threads.
  static var onlineCoreCount: Int { max(1, Int(sysconf(Int32(_SC_NPROCESSORS_ONLN)))) }

  /// Calls `body` once for every piece, on at most `threads` threads, and waits.
  ///
  /// Pieces begin at multiples of ``pieceCount``, except the first.
  func forEachPiece(threads: Int, _ body: @Sendable (Range<Int>) -> Void) {
    guard !elements.isEmpty else { return }
    let first = elements.lowerBound / Self.pieceCount
    let last = (elements.upperBound - 1) / Self.pieceCount
    let workers = min(max(1, threads), last - first + 1)
    guard workers > 1 else { return body(elements) }
    ParallelLoop.run(last - first + 1, threads: workers) { index in
      let start = (first + index) * Self.pieceCount
      body((start..<start + Self.pieceCount).clamped(to: elements))
    }
  }
}
