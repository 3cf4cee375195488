;; Loops over rows of d numbers (d a multiple of 16) that V8 does not vectorise: 128-bit WebAssembly SIMD.
;; Addresses are bytes; "ids" are 32-bit row numbers; weights are f32. compileKernels (kernels.ts) makes the module.
(module
  (import "env" "memory" (memory 1 65536))

  ;; out[0..d) += sum over i of weights[i * stride] * table[ids[i]], rows of f32
  (func (export "combine")
    (param $out i32) (param $table i32) (param $ids i32) (param $weights i32) (param $stride i32) (param $count i32) (param $d i32)
    (local $row i32) (local $end i32) (local $bytes i32) (local $w v128) (local $o i32)
    (local.set $bytes (i32.shl (local.get $d) (i32.const 2)))
    (local.set $stride (i32.shl (local.get $stride) (i32.const 2)))
    (block $done
      (loop $rows
        (br_if $done (i32.eqz (local.get $count)))
        (local.set $row (i32.add (local.get $table) (i32.mul (i32.load (local.get $ids)) (local.get $bytes))))
        (local.set $end (i32.add (local.get $row) (local.get $bytes)))
        (local.set $w (f32x4.splat (f32.load (local.get $weights))))
        (local.set $o (local.get $out))
        (loop $columns
          (v128.store (local.get $o) (f32x4.add (v128.load (local.get $o)) (f32x4.mul (local.get $w) (v128.load (local.get $row)))))
          (v128.store offset=16 (local.get $o) (f32x4.add (v128.load offset=16 (local.get $o)) (f32x4.mul (local.get $w) (v128.load offset=16 (local.get $row)))))
          (v128.store offset=32 (local.get $o) (f32x4.add (v128.load offset=32 (local.get $o)) (f32x4.mul (local.get $w) (v128.load offset=32 (local.get $row)))))
          (v128.store offset=48 (local.get $o) (f32x4.add (v128.load offset=48 (local.get $o)) (f32x4.mul (local.get $w) (v128.load offset=48 (local.get $row)))))
          (local.set $o (i32.add (local.get $o) (i32.const 64)))
          (local.set $row (i32.add (local.get $row) (i32.const 64)))
          (br_if $columns (i32.lt_u (local.get $row) (local.get $end))))
        (local.set $ids (i32.add (local.get $ids) (i32.const 4)))
        (local.set $weights (i32.add (local.get $weights) (local.get $stride)))
        (local.set $count (i32.sub (local.get $count) (i32.const 1)))
        (br $rows))))

  ;; the same over a table of signed bytes
  (func (export "combineBytes")
    (param $out i32) (param $table i32) (param $ids i32) (param $weights i32) (param $count i32) (param $d i32)
    (local $row i32) (local $end i32) (local $w v128) (local $o i32) (local $b v128) (local $low v128) (local $high v128)
    (block $done
      (loop $rows
        (br_if $done (i32.eqz (local.get $count)))
        (local.set $row (i32.add (local.get $table) (i32.mul (i32.load (local.get $ids)) (local.get $d))))
        (local.set $end (i32.add (local.get $row) (local.get $d)))
        (local.set $w (f32x4.splat (f32.load (local.get $weights))))
        (local.set $o (local.get $out))
        (loop $columns
          (local.set $b (v128.load (local.get $row)))
          (local.set $low (i16x8.extend_low_i8x16_s (local.get $b)))
          (local.set $high (i16x8.extend_high_i8x16_s (local.get $b)))
          (v128.store (local.get $o) (f32x4.add (v128.load (local.get $o)) (f32x4.mul (local.get $w) (f32x4.convert_i32x4_s (i32x4.extend_low_i16x8_s (local.get $low))))))
          (v128.store offset=16 (local.get $o) (f32x4.add (v128.load offset=16 (local.get $o)) (f32x4.mul (local.get $w) (f32x4.convert_i32x4_s (i32x4.extend_high_i16x8_s (local.get $low))))))
          (v128.store offset=32 (local.get $o) (f32x4.add (v128.load offset=32 (local.get $o)) (f32x4.mul (local.get $w) (f32x4.convert_i32x4_s (i32x4.extend_low_i16x8_s (local.get $high))))))
          (v128.store offset=48 (local.get $o) (f32x4.add (v128.load offset=48 (local.get $o)) (f32x4.mul (local.get $w) (f32x4.convert_i32x4_s (i32x4.extend_high_i16x8_s (local.get $high))))))
          (local.set $o (i32.add (local.get $o) (i32.const 64)))
          (local.set $row (i32.add (local.get $row) (i32.const 16)))
          (br_if $columns (i32.lt_u (local.get $row) (local.get $end))))
        (local.set $ids (i32.add (local.get $ids) (i32.const 4)))
        (local.set $weights (i32.add (local.get $weights) (i32.const 4)))
        (local.set $count (i32.sub (local.get $count) (i32.const 1)))
        (br $rows))))

  ;; table[ids[i]] += weights[i] * row, for each i
  (func (export "scatter")
    (param $table i32) (param $ids i32) (param $weights i32) (param $count i32) (param $d i32) (param $row i32)
    (local $t i32) (local $end i32) (local $bytes i32) (local $w v128) (local $r i32)
    (local.set $bytes (i32.shl (local.get $d) (i32.const 2)))
    (block $done
      (loop $rows
        (br_if $done (i32.eqz (local.get $count)))
        (local.set $t (i32.add (local.get $table) (i32.mul (i32.load (local.get $ids)) (local.get $bytes))))
        (local.set $end (i32.add (local.get $t) (local.get $bytes)))
        (local.set $w (f32x4.splat (f32.load (local.get $weights))))
        (local.set $r (local.get $row))
        (loop $columns
          (v128.store (local.get $t) (f32x4.add (v128.load (local.get $t)) (f32x4.mul (local.get $w) (v128.load (local.get $r)))))
          (v128.store offset=16 (local.get $t) (f32x4.add (v128.load offset=16 (local.get $t)) (f32x4.mul (local.get $w) (v128.load offset=16 (local.get $r)))))
          (v128.store offset=32 (local.get $t) (f32x4.add (v128.load offset=32 (local.get $t)) (f32x4.mul (local.get $w) (v128.load offset=32 (local.get $r)))))
          (v128.store offset=48 (local.get $t) (f32x4.add (v128.load offset=48 (local.get $t)) (f32x4.mul (local.get $w) (v128.load offset=48 (local.get $r)))))
          (local.set $t (i32.add (local.get $t) (i32.const 64)))
          (local.set $r (i32.add (local.get $r) (i32.const 64)))
          (br_if $columns (i32.lt_u (local.get $t) (local.get $end))))
        (local.set $ids (i32.add (local.get $ids) (i32.const 4)))
        (local.set $weights (i32.add (local.get $weights) (i32.const 4)))
        (local.set $count (i32.sub (local.get $count) (i32.const 1)))
        (br $rows))))

  ;; out[j] = a . b[j], for rows b[0..count), count a multiple of 4
  (func (export "dots")
    (param $out i32) (param $a i32) (param $b i32) (param $count i32) (param $d i32)
    (local $bytes i32) (local $p i32) (local $q i32) (local $q1 i32) (local $q2 i32) (local $q3 i32) (local $end i32) (local $x v128)
    (local $s0 v128) (local $s1 v128) (local $s2 v128) (local $s3 v128)
    (local.set $bytes (i32.shl (local.get $d) (i32.const 2)))
    (local.set $end (i32.add (local.get $a) (local.get $bytes)))
    (block $done
      (loop $rows
        (br_if $done (i32.eqz (local.get $count)))
        (local.set $p (local.get $a))
        (local.set $q (local.get $b))
        (local.set $q1 (i32.add (local.get $q) (local.get $bytes)))
        (local.set $q2 (i32.add (local.get $q1) (local.get $bytes)))
        (local.set $q3 (i32.add (local.get $q2) (local.get $bytes)))
        (local.set $s0 (v128.const f32x4 0 0 0 0))
        (local.set $s1 (v128.const f32x4 0 0 0 0))
        (local.set $s2 (v128.const f32x4 0 0 0 0))
        (local.set $s3 (v128.const f32x4 0 0 0 0))
        (loop $columns
          (local.set $x (v128.load (local.get $p)))
          (local.set $s0 (f32x4.add (local.get $s0) (f32x4.mul (local.get $x) (v128.load (local.get $q)))))
          (local.set $s1 (f32x4.add (local.get $s1) (f32x4.mul (local.get $x) (v128.load (local.get $q1)))))
          (local.set $s2 (f32x4.add (local.get $s2) (f32x4.mul (local.get $x) (v128.load (local.get $q2)))))
          (local.set $s3 (f32x4.add (local.get $s3) (f32x4.mul (local.get $x) (v128.load (local.get $q3)))))
          (local.set $p (i32.add (local.get $p) (i32.const 16)))
          (local.set $q (i32.add (local.get $q) (i32.const 16)))
          (local.set $q1 (i32.add (local.get $q1) (i32.const 16)))
          (local.set $q2 (i32.add (local.get $q2) (i32.const 16)))
          (local.set $q3 (i32.add (local.get $q3) (i32.const 16)))
          (br_if $columns (i32.lt_u (local.get $p) (local.get $end))))
        (f32.store (local.get $out) (call $sum (local.get $s0)))
        (f32.store offset=4 (local.get $out) (call $sum (local.get $s1)))
        (f32.store offset=8 (local.get $out) (call $sum (local.get $s2)))
        (f32.store offset=12 (local.get $out) (call $sum (local.get $s3)))
        (local.set $out (i32.add (local.get $out) (i32.const 16)))
        (local.set $b (i32.add (local.get $b) (i32.shl (local.get $bytes) (i32.const 2))))
        (local.set $count (i32.sub (local.get $count) (i32.const 4)))
        (br $rows))))

  (func $sum (param $v v128) (result f32)
    (f32.add
      (f32.add (f32x4.extract_lane 0 (local.get $v)) (f32x4.extract_lane 1 (local.get $v)))
      (f32.add (f32x4.extract_lane 2 (local.get $v)) (f32x4.extract_lane 3 (local.get $v)))))

  ;; One step of Adam on n numbers (a multiple of 4), and the gradient set to zero. rate holds both bias corrections'
  ;; share; floor is epsilon under the root of the corrected second moment.
  (func (export "adam")
    (param $p i32) (param $m i32) (param $v i32) (param $g i32) (param $n i32)
    (param $rate f32) (param $beta1 f32) (param $beta2 f32) (param $floor f32)
    (local $end i32) (local $x v128) (local $mx v128) (local $vx v128)
    (local.set $end (i32.add (local.get $p) (i32.shl (local.get $n) (i32.const 2))))
    (loop $columns
      (local.set $x (v128.load (local.get $g)))
      (local.set $mx (f32x4.add
        (f32x4.mul (f32x4.splat (local.get $beta1)) (v128.load (local.get $m)))
        (f32x4.mul (f32x4.splat (f32.sub (f32.const 1) (local.get $beta1))) (local.get $x))))
      (local.set $vx (f32x4.add
        (f32x4.mul (f32x4.splat (local.get $beta2)) (v128.load (local.get $v)))
        (f32x4.mul (f32x4.splat (f32.sub (f32.const 1) (local.get $beta2))) (f32x4.mul (local.get $x) (local.get $x)))))
      (v128.store (local.get $m) (local.get $mx))
      (v128.store (local.get $v) (local.get $vx))
      (v128.store (local.get $p) (f32x4.sub (v128.load (local.get $p))
        (f32x4.div (f32x4.mul (f32x4.splat (local.get $rate)) (local.get $mx))
          (f32x4.add (f32x4.sqrt (local.get $vx)) (f32x4.splat (local.get $floor))))))
      (v128.store (local.get $g) (v128.const f32x4 0 0 0 0))
      (local.set $p (i32.add (local.get $p) (i32.const 16)))
      (local.set $m (i32.add (local.get $m) (i32.const 16)))
      (local.set $v (i32.add (local.get $v) (i32.const 16)))
      (local.set $g (i32.add (local.get $g) (i32.const 16)))
      (br_if $columns (i32.lt_u (local.get $p) (local.get $end)))))
)
