;; What networks are made of, four numbers at a time; `make simd` writes it as bytes into simd_bytes.js.
;; Addresses and strides are in bytes, all numbers are float32.
(module
  (memory (export "memory") 1)
  (type $activation (func (param v128) (result v128)))
  (table 6 funcref)
  (elem (i32.const 0) $relu $gelu $silu $elu $tanh $sigmoid)

  ;; c = start + a . b, for a of [rows, depth] whose rows lie aStride apart, and c of [rows, columns].
  ;; b lies in panels of 8 columns, [panels, depth, 8], the panel of the last columns first and filled up with zeros. A row
  ;; of start is read for each row of c, startStride apart: a bias with 0, or c itself. What the panel of the last columns
  ;; writes beyond them the first columns of the next row write over, but for 7 numbers after c.
  ;; Sums are those of 64 products, added up: a float32 that has grown loses more of what is added to it.
  (func (export "multiply")
    (param $a i32) (param $aStride i32) (param $b i32) (param $start i32) (param $startStride i32)
    (param $c i32) (param $rows i32) (param $depth i32) (param $columns i32)
    (local $cStride i32) (local $panel i32) (local $row i32) (local $k i32) (local $left i32) (local $weights i32)
    (local $from i32) (local $to i32) (local $a0 i32) (local $a1 i32) (local $a2 i32) (local $a3 i32)
    (local $to1 i32) (local $to2 i32) (local $to3 i32)
    (local $w0 v128) (local $w1 v128) (local $x v128) (local $s v128) (local $t v128)
    (local $s0 v128) (local $s1 v128) (local $s2 v128) (local $s3 v128)
    (local $t0 v128) (local $t1 v128) (local $t2 v128) (local $t3 v128)
    (local.set $cStride (i32.shl (local.get $columns) (i32.const 2)))
    (local.set $panel (i32.shr_s (i32.sub (local.get $columns) (i32.const 1)) (i32.const 3)))
    (loop $panels
      (local.set $row (i32.const 0))
      (local.set $a0 (local.get $a))
      (local.set $from (i32.add (local.get $start) (i32.shl (local.get $panel) (i32.const 5))))
      (local.set $to (i32.add (local.get $c) (i32.shl (local.get $panel) (i32.const 5))))

      ;; four rows at a time: s and t are their first and last four columns
      (block $ones
        (loop $fours
          (br_if $ones (i32.gt_s (local.get $row) (i32.sub (local.get $rows) (i32.const 4))))
          (local.set $a1 (i32.add (local.get $a0) (local.get $aStride)))
          (local.set $a2 (i32.add (local.get $a1) (local.get $aStride)))
          (local.set $a3 (i32.add (local.get $a2) (local.get $aStride)))
          (local.set $s0 (v128.load (local.get $from)))
          (local.set $t0 (v128.load offset=16 (local.get $from)))
          (local.set $from (i32.add (local.get $from) (local.get $startStride)))
          (local.set $s1 (v128.load (local.get $from)))
          (local.set $t1 (v128.load offset=16 (local.get $from)))
          (local.set $from (i32.add (local.get $from) (local.get $startStride)))
          (local.set $s2 (v128.load (local.get $from)))
          (local.set $t2 (v128.load offset=16 (local.get $from)))
          (local.set $from (i32.add (local.get $from) (local.get $startStride)))
          (local.set $s3 (v128.load (local.get $from)))
          (local.set $t3 (v128.load offset=16 (local.get $from)))
          (local.set $from (i32.add (local.get $from) (local.get $startStride)))
          (local.set $to1 (i32.add (local.get $to) (local.get $cStride)))
          (local.set $to2 (i32.add (local.get $to1) (local.get $cStride)))
          (local.set $to3 (i32.add (local.get $to2) (local.get $cStride)))
          (local.set $weights (local.get $b))
          (local.set $left (local.get $depth))
          (loop $sums
            (local.set $k (local.get $left))
            (block $few
              (br_if $few (i32.le_s (local.get $k) (i32.const 64)))
              (local.set $k (i32.const 64)))
            (local.set $left (i32.sub (local.get $left) (local.get $k)))
            (loop $products
              (local.set $w0 (v128.load (local.get $weights)))
              (local.set $w1 (v128.load offset=16 (local.get $weights)))
              (local.set $x (v128.load32_splat (local.get $a0)))
              (local.set $s0 (f32x4.add (f32x4.mul (local.get $x) (local.get $w0)) (local.get $s0)))
              (local.set $t0 (f32x4.add (f32x4.mul (local.get $x) (local.get $w1)) (local.get $t0)))
              (local.set $x (v128.load32_splat (local.get $a1)))
              (local.set $s1 (f32x4.add (f32x4.mul (local.get $x) (local.get $w0)) (local.get $s1)))
              (local.set $t1 (f32x4.add (f32x4.mul (local.get $x) (local.get $w1)) (local.get $t1)))
              (local.set $x (v128.load32_splat (local.get $a2)))
              (local.set $s2 (f32x4.add (f32x4.mul (local.get $x) (local.get $w0)) (local.get $s2)))
              (local.set $t2 (f32x4.add (f32x4.mul (local.get $x) (local.get $w1)) (local.get $t2)))
              (local.set $x (v128.load32_splat (local.get $a3)))
              (local.set $s3 (f32x4.add (f32x4.mul (local.get $x) (local.get $w0)) (local.get $s3)))
              (local.set $t3 (f32x4.add (f32x4.mul (local.get $x) (local.get $w1)) (local.get $t3)))
              (local.set $a0 (i32.add (local.get $a0) (i32.const 4)))
              (local.set $a1 (i32.add (local.get $a1) (i32.const 4)))
              (local.set $a2 (i32.add (local.get $a2) (i32.const 4)))
              (local.set $a3 (i32.add (local.get $a3) (i32.const 4)))
              (local.set $weights (i32.add (local.get $weights) (i32.const 32)))
              (br_if $products (local.tee $k (i32.sub (local.get $k) (i32.const 1)))))
            ;; all are read before any is written: what a row writes beyond its columns lies in the next
            (block $first
              (br_if $first (i32.ge_s (local.get $left) (i32.sub (local.get $depth) (i32.const 64))))
              (local.set $s0 (f32x4.add (local.get $s0) (v128.load (local.get $to))))
              (local.set $t0 (f32x4.add (local.get $t0) (v128.load offset=16 (local.get $to))))
              (local.set $s1 (f32x4.add (local.get $s1) (v128.load (local.get $to1))))
              (local.set $t1 (f32x4.add (local.get $t1) (v128.load offset=16 (local.get $to1))))
              (local.set $s2 (f32x4.add (local.get $s2) (v128.load (local.get $to2))))
              (local.set $t2 (f32x4.add (local.get $t2) (v128.load offset=16 (local.get $to2))))
              (local.set $s3 (f32x4.add (local.get $s3) (v128.load (local.get $to3))))
              (local.set $t3 (f32x4.add (local.get $t3) (v128.load offset=16 (local.get $to3)))))
            (v128.store (local.get $to) (local.get $s0))
            (v128.store offset=16 (local.get $to) (local.get $t0))
            (v128.store (local.get $to1) (local.get $s1))
            (v128.store offset=16 (local.get $to1) (local.get $t1))
            (v128.store (local.get $to2) (local.get $s2))
            (v128.store offset=16 (local.get $to2) (local.get $t2))
            (v128.store (local.get $to3) (local.get $s3))
            (v128.store offset=16 (local.get $to3) (local.get $t3))
            (local.set $s0 (local.tee $s1 (local.tee $s2 (local.tee $s3 (f32x4.splat (f32.const 0))))))
            (local.set $t0 (local.tee $t1 (local.tee $t2 (local.tee $t3 (local.get $s0)))))
            (br_if $sums (local.get $left)))
          (local.set $to (i32.add (local.get $to3) (local.get $cStride)))
          (local.set $row (i32.add (local.get $row) (i32.const 4)))
          (local.set $a0 (i32.add (local.get $a) (i32.mul (local.get $row) (local.get $aStride))))
          (br $fours)))

      ;; what is left, row by row: s and t are sums over every fourth number, so that none waits for another
      (block $done
        (loop $rest
          (br_if $done (i32.ge_s (local.get $row) (local.get $rows)))
          (local.set $s (v128.load (local.get $from)))
          (local.set $t (v128.load offset=16 (local.get $from)))
          (local.set $weights (local.get $b))
          (local.set $left (local.get $depth))
          (block $tail
            (loop $sums
              (br_if $tail (i32.lt_s (local.get $left) (i32.const 4)))
              (local.set $k (i32.and (local.get $left) (i32.const -4)))
              (block $few
                (br_if $few (i32.le_s (local.get $k) (i32.const 64)))
                (local.set $k (i32.const 64)))
              (local.set $left (i32.sub (local.get $left) (local.get $k)))
              (local.set $s0 (local.tee $s1 (local.tee $s2 (local.tee $s3 (f32x4.splat (f32.const 0))))))
              (local.set $t0 (local.tee $t1 (local.tee $t2 (local.tee $t3 (local.get $s0)))))
              (loop $products
                (local.set $x (v128.load32_splat (local.get $a0)))
                (local.set $s0 (f32x4.add (f32x4.mul (local.get $x) (v128.load (local.get $weights))) (local.get $s0)))
                (local.set $t0 (f32x4.add (f32x4.mul (local.get $x) (v128.load offset=16 (local.get $weights))) (local.get $t0)))
                (local.set $x (v128.load32_splat offset=4 (local.get $a0)))
                (local.set $s1 (f32x4.add (f32x4.mul (local.get $x) (v128.load offset=32 (local.get $weights))) (local.get $s1)))
                (local.set $t1 (f32x4.add (f32x4.mul (local.get $x) (v128.load offset=48 (local.get $weights))) (local.get $t1)))
                (local.set $x (v128.load32_splat offset=8 (local.get $a0)))
                (local.set $s2 (f32x4.add (f32x4.mul (local.get $x) (v128.load offset=64 (local.get $weights))) (local.get $s2)))
                (local.set $t2 (f32x4.add (f32x4.mul (local.get $x) (v128.load offset=80 (local.get $weights))) (local.get $t2)))
                (local.set $x (v128.load32_splat offset=12 (local.get $a0)))
                (local.set $s3 (f32x4.add (f32x4.mul (local.get $x) (v128.load offset=96 (local.get $weights))) (local.get $s3)))
                (local.set $t3 (f32x4.add (f32x4.mul (local.get $x) (v128.load offset=112 (local.get $weights))) (local.get $t3)))
                (local.set $a0 (i32.add (local.get $a0) (i32.const 16)))
                (local.set $weights (i32.add (local.get $weights) (i32.const 128)))
                (br_if $products (local.tee $k (i32.sub (local.get $k) (i32.const 4)))))
              (local.set $s (f32x4.add (local.get $s)
                (f32x4.add (f32x4.add (local.get $s0) (local.get $s1)) (f32x4.add (local.get $s2) (local.get $s3)))))
              (local.set $t (f32x4.add (local.get $t)
                (f32x4.add (f32x4.add (local.get $t0) (local.get $t1)) (f32x4.add (local.get $t2) (local.get $t3)))))
              (br $sums)))
          (block $summed
            (loop $products
              (br_if $summed (i32.eqz (local.get $left)))
              (local.set $x (v128.load32_splat (local.get $a0)))
              (local.set $s (f32x4.add (f32x4.mul (local.get $x) (v128.load (local.get $weights))) (local.get $s)))
              (local.set $t (f32x4.add (f32x4.mul (local.get $x) (v128.load offset=16 (local.get $weights))) (local.get $t)))
              (local.set $a0 (i32.add (local.get $a0) (i32.const 4)))
              (local.set $weights (i32.add (local.get $weights) (i32.const 32)))
              (local.set $left (i32.sub (local.get $left) (i32.const 1)))
              (br $products)))
          (v128.store (local.get $to) (local.get $s))
          (v128.store offset=16 (local.get $to) (local.get $t))
          (local.set $from (i32.add (local.get $from) (local.get $startStride)))
          (local.set $to (i32.add (local.get $to) (local.get $cStride)))
          (local.set $row (i32.add (local.get $row) (i32.const 1)))
          (local.set $a0 (i32.add (local.get $a) (i32.mul (local.get $row) (local.get $aStride))))
          (br $rest)))

      (local.set $b (i32.add (local.get $b) (i32.shl (local.get $depth) (i32.const 5))))
      (local.set $panel (i32.sub (local.get $panel) (i32.const 1)))
      (br_if $panels (i32.ge_s (local.get $panel) (i32.const 0)))))

  ;; Put `count` numbers through an activation, by its place in the table; up to 3 numbers after them change, too.
  (func (export "activate") (param $kind i32) (param $at i32) (param $count i32)
    (loop $fours
      (v128.store (local.get $at)
        (call_indirect (type $activation) (v128.load (local.get $at)) (local.get $kind)))
      (local.set $at (i32.add (local.get $at) (i32.const 16)))
      (br_if $fours (i32.gt_s (local.tee $count (i32.sub (local.get $count) (i32.const 4))) (i32.const 0)))))

  (func $relu (param $x v128) (result v128)
    (f32x4.pmax (local.get $x) (f32x4.splat (f32.const 0))))

  ;; x Phi(x) as max(x, 0) - |x| Phi(-|x|), to 6e-8: what is taken off is below 0.17, where Phi times a large x would be
  ;; wrong by as much more. Phi(-a) is a polynomial in t = 1 / (1 + 0.4 a), fitted to 7e-9, times 2^y for y = -a^2 / 2 ln 2:
  ;; a polynomial of what y is above the whole number nearest to it, which adding 3 * 2^22 leaves in the lowest bits.
  (func $gelu (param $x v128) (result v128)
    (local $a v128) (local $t v128) (local $p v128) (local $y v128) (local $n v128) (local $e v128)
    (local.set $a (f32x4.pmin (f32x4.pmax (local.get $x) (f32x4.neg (local.get $x))) (f32x4.splat (f32.const 12))))
    (local.set $t (f32x4.div (f32x4.splat (f32.const 1))
      (f32x4.add (f32x4.splat (f32.const 1)) (f32x4.mul (local.get $a) (f32x4.splat (f32.const 0.4))))))
    (local.set $p (f32x4.splat (f32.const 0.057464342564344406)))
    (local.set $p (f32x4.add (f32x4.mul (local.get $p) (local.get $t)) (f32x4.splat (f32.const -0.2586084306240082))))
    (local.set $p (f32x4.add (f32x4.mul (local.get $p) (local.get $t)) (f32x4.splat (f32.const 0.34532517194747925))))
    (local.set $p (f32x4.add (f32x4.mul (local.get $p) (local.get $t)) (f32x4.splat (f32.const 0.009209098294377327))))
    (local.set $p (f32x4.add (f32x4.mul (local.get $p) (local.get $t)) (f32x4.splat (f32.const 0.19009628891944885))))
    (local.set $p (f32x4.add (f32x4.mul (local.get $p) (local.get $t)) (f32x4.splat (f32.const 0.15651395916938782))))
    (local.set $y (f32x4.mul (f32x4.mul (local.get $a) (f32x4.splat (f32.const -0.7213475204444817))) (local.get $a)))
    (local.set $n (f32x4.add (local.get $y) (f32x4.splat (f32.const 12582912))))
    (local.set $y (f32x4.sub (local.get $y) (f32x4.sub (local.get $n) (f32x4.splat (f32.const 12582912)))))
    (local.set $e (f32x4.splat (f32.const 0.001327637815847993)))
    (local.set $e (f32x4.add (f32x4.mul (local.get $e) (local.get $y)) (f32x4.splat (f32.const 0.009675534442067146))))
    (local.set $e (f32x4.add (f32x4.mul (local.get $e) (local.get $y)) (f32x4.splat (f32.const 0.05550713464617729))))
    (local.set $e (f32x4.add (f32x4.mul (local.get $e) (local.get $y)) (f32x4.splat (f32.const 0.24022120237350464))))
    (local.set $e (f32x4.add (f32x4.mul (local.get $e) (local.get $y)) (f32x4.splat (f32.const 0.6931469440460205))))
    (local.set $e (f32x4.add (f32x4.mul (local.get $e) (local.get $y)) (f32x4.splat (f32.const 1.0000001192092896))))
    (f32x4.sub (f32x4.pmax (local.get $x) (f32x4.splat (f32.const 0)))
      (f32x4.mul (f32x4.mul (local.get $a) (f32x4.mul (local.get $p) (local.get $t)))
        (i32x4.add (local.get $e) (i32x4.shl (local.get $n) (i32.const 23))))))

  (func $silu (param $x v128) (result v128)
    (f32x4.mul (local.get $x) (call $sigmoid (local.get $x))))

  (func $elu (param $x v128) (result v128)
    (v128.bitselect
      (f32x4.sub (call $exp (local.get $x)) (f32x4.splat (f32.const 1)))
      (local.get $x)
      (f32x4.lt (local.get $x) (f32x4.splat (f32.const 0)))))

  (func $tanh (param $x v128) (result v128)
    (f32x4.sub
      (f32x4.mul (f32x4.splat (f32.const 2)) (call $sigmoid (f32x4.add (local.get $x) (local.get $x))))
      (f32x4.splat (f32.const 1))))

  (func $sigmoid (param $x v128) (result v128)
    (f32x4.div (f32x4.splat (f32.const 1))
      (f32x4.add (f32x4.splat (f32.const 1)) (call $exp (f32x4.neg (local.get $x))))))

  ;; e^x to 1e-7 of itself: 2^n e^r for the whole number n nearest to x / ln 2, a polynomial for e^r (Cephes' expf), and
  ;; ln 2 in two parts so that r is exact.
  (func $exp (param $x v128) (result v128) (local $n v128) (local $p v128)
    (local.set $x (f32x4.pmax (f32x4.pmin (local.get $x) (f32x4.splat (f32.const 88))) (f32x4.splat (f32.const -87))))
    (local.set $n (f32x4.nearest (f32x4.mul (local.get $x) (f32x4.splat (f32.const 1.4426950408889634)))))
    (local.set $x (f32x4.sub
      (f32x4.sub (local.get $x) (f32x4.mul (local.get $n) (f32x4.splat (f32.const 0.693359375))))
      (f32x4.mul (local.get $n) (f32x4.splat (f32.const -0.00021219444005469058)))))
    (local.set $p (f32x4.splat (f32.const 0.00019875691500)))
    (local.set $p (f32x4.add (f32x4.mul (local.get $p) (local.get $x)) (f32x4.splat (f32.const 0.0013981999507))))
    (local.set $p (f32x4.add (f32x4.mul (local.get $p) (local.get $x)) (f32x4.splat (f32.const 0.0083334519073))))
    (local.set $p (f32x4.add (f32x4.mul (local.get $p) (local.get $x)) (f32x4.splat (f32.const 0.041665795894))))
    (local.set $p (f32x4.add (f32x4.mul (local.get $p) (local.get $x)) (f32x4.splat (f32.const 0.16666665459))))
    (local.set $p (f32x4.add (f32x4.mul (local.get $p) (local.get $x)) (f32x4.splat (f32.const 0.50000001201))))
    (f32x4.mul
      (f32x4.add (f32x4.add (f32x4.mul (f32x4.mul (local.get $p) (local.get $x)) (local.get $x)) (local.get $x))
        (f32x4.splat (f32.const 1)))
      (i32x4.shl
        (i32x4.add (i32x4.trunc_sat_f32x4_s (local.get $n)) (i32x4.splat (i32.const 127)))
        (i32.const 23)))))
