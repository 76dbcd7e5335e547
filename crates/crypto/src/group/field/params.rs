//! The two prime fields that the specification fixes, and the subgroups in them.
//!
//! The constants are checked against the specification's decimal digits, and against each other, by the tests.

use core::fmt::Debug;
use std::sync::LazyLock;

use crypto_bigint::modular::{ConstMontyParams, FixedMontyParams};
use crypto_bigint::{Odd, U256, U2048};

use super::super::Scalar;
use super::power::Table;
use super::scalar::FieldScalar;

/// Limbs of a residue modulo *p*: 32 of 64 bits, or 64 of 32 bits, as the machine has them.
pub(super) const LIMBS: usize = U2048::LIMBS;

/// A prime *p* of 2048 bits and a subgroup of prime order *q* of the integers modulo *p*.
///
/// The arithmetic modulo *p* is what [`ConstMontyParams`] makes of the modulus. Implemented by [`Belenios2048`] and
/// [`Rfc3526`] only; whoever implements it for another field answers for *p* and *q* being prime.
pub trait FieldParams: ConstMontyParams<{ U2048::LIMBS }> {
    /// The name in an election's `group` field.
    const NAME: &'static str;

    /// The generator *g* of the subgroup.
    const GENERATOR: U2048;

    /// The subgroup's order *q*.
    const ORDER: U2048;

    /// The length of *q* in bits, which bounds every exponent's.
    const ORDER_BITS: u32;

    /// Whether *p* = 2*q* + 1, so that the subgroup is that of the squares.
    const SAFE_PRIME: bool;

    /// Integers modulo *q*.
    type Scalar: Scalar;

    /// The integer below *q* that a scalar stands for, in constant time.
    fn integer(scalar: &Self::Scalar) -> U2048;

    /// The table of the generator, built on its first use.
    fn generator_table() -> &'static Table<Self>;
}

/// The group BELENIOS-2048 (spec §BELENIOS-2048): *q* has 256 bits.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Belenios2048;

impl ConstMontyParams<LIMBS> for Belenios2048 {
    const LIMBS: usize = LIMBS;
    const PARAMS: FixedMontyParams<LIMBS> =
        FixedMontyParams::new_vartime(Odd::<U2048>::from_be_hex(
            "\
         a3ef2d011fefb1b6e39e568fccdffb0fb7dc7ef3a791b6862791811d21fc35f2\
         1e6d36856b428030421f514ed40bfd4c06e092a495af8d79a2f85e0fb11c0ede\
         07dd973f9c53e50930c6e82ac36de1ae3fb8c3aabfff12ce27a5022ddd8912d1\
         07435012768a2cdd0a4091d8fa447f6c7ebc15a349fa318a6b4fe17d8d47e843\
         a3e14dfa9b2162f4d7229abe93a188b46b006517d6f6747ebbb29c9ec3099b60\
         7f18fb1a8bc858279aa8599411d998d3e3fada9e010840d082d8c31911acdd4a\
         0e7992d0f18cc759cb5de0acf66a3882555bc810941e021b6a4ccfa04ee4008f\
         878affa2375e2999b44f6cef17d707301e59e0e6351e051ed9cec4157646e64f",
        ));
}

/// The order *q* of [`Belenios2048`], as a modulus.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Belenios2048Order;

impl ConstMontyParams<{ U256::LIMBS }> for Belenios2048Order {
    const LIMBS: usize = U256::LIMBS;
    const PARAMS: FixedMontyParams<{ U256::LIMBS }> =
        FixedMontyParams::new_vartime(Odd::<U256>::from_be_hex(
            "adb6066a73522565f4daa0f2579db7f2f0fa90c2168bc709e20263387d55c491",
        ));
}

impl FieldParams for Belenios2048 {
    const NAME: &'static str = "BELENIOS-2048";
    const GENERATOR: U2048 = U2048::from_be_hex(
        "\
         1307c1ab5f295885d7caa3a78a42415e31fd1c5807b61fb1e781878a52230a51\
         988b98c259597f9c5a9dfd001d26ba31d9d8976f01d95a1c8262ee68a0e92cea\
         541e5219e0d0d094301b894236823fe1d4bc04e29f3748aefd4f10d5b1a356a8\
         643e673fd9d215fc8fe5fb9cf9fdb8ea88fdb1a3381a697fdf9c2458570b06d2\
         6aef1be365fdd90165f397c6b870df8c1b9e519edcee8bb0f74b7a1615a274ba\
         60a7ea574a61f552d2dde0ce514e0927c4ff49b1964c4a913731ae4268d60d7f\
         22127b6cbba44d453ac8b72fd04e0991b7aeff04867d8724ac638f5f34100d2d\
         47aa680d43771902743d663f42d853c041e1c91fe3823f4bcf284308f1d7e653",
    );
    const ORDER: U2048 = Belenios2048Order::PARAMS.modulus().as_ref().resize();
    const ORDER_BITS: u32 = 256;
    const SAFE_PRIME: bool = false;

    type Scalar = FieldScalar<Belenios2048Order, { U256::LIMBS }>;

    fn integer(scalar: &Self::Scalar) -> U2048 {
        scalar.integer().resize()
    }

    fn generator_table() -> &'static Table<Self> {
        static TABLE: LazyLock<Table<Belenios2048>> = LazyLock::new(Table::of_generator);
        &TABLE
    }
}

/// The group RFC-3526-2048 (spec §RFC-3526-2048; RFC 3526 §3): *p* is a safe prime and *q* has 2047 bits.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Rfc3526;

impl ConstMontyParams<LIMBS> for Rfc3526 {
    const LIMBS: usize = LIMBS;
    const PARAMS: FixedMontyParams<LIMBS> =
        FixedMontyParams::new_vartime(Odd::<U2048>::from_be_hex(
            "\
         ffffffffffffffffc90fdaa22168c234c4c6628b80dc1cd129024e088a67cc74\
         020bbea63b139b22514a08798e3404ddef9519b3cd3a431b302b0a6df25f1437\
         4fe1356d6d51c245e485b576625e7ec6f44c42e9a637ed6b0bff5cb6f406b7ed\
         ee386bfb5a899fa5ae9f24117c4b1fe649286651ece45b3dc2007cb8a163bf05\
         98da48361c55d39a69163fa8fd24cf5f83655d23dca3ad961c62f356208552bb\
         9ed529077096966d670c354e4abc9804f1746c08ca18217c32905e462e36ce3b\
         e39e772c180e86039b2783a2ec07a28fb5c55df06f4c52c9de2bcbf695581718\
         3995497cea956ae515d2261898fa051015728e5a8aacaa68ffffffffffffffff",
        ));
}

/// The order *q* of [`Rfc3526`], as a modulus.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Rfc3526Order;

impl ConstMontyParams<LIMBS> for Rfc3526Order {
    const LIMBS: usize = LIMBS;
    const PARAMS: FixedMontyParams<LIMBS> =
        FixedMontyParams::new_vartime(Odd::<U2048>::from_be_hex(
            "\
         7fffffffffffffffe487ed5110b4611a62633145c06e0e68948127044533e63a\
         0105df531d89cd9128a5043cc71a026ef7ca8cd9e69d218d98158536f92f8a1b\
         a7f09ab6b6a8e122f242dabb312f3f637a262174d31bf6b585ffae5b7a035bf6\
         f71c35fdad44cfd2d74f9208be258ff324943328f6722d9ee1003e5c50b1df82\
         cc6d241b0e2ae9cd348b1fd47e9267afc1b2ae91ee51d6cb0e3179ab1042a95d\
         cf6a9483b84b4b36b3861aa7255e4c0278ba3604650c10be19482f23171b671d\
         f1cf3b960c074301cd93c1d17603d147dae2aef837a62964ef15e5fb4aac0b8c\
         1ccaa4be754ab5728ae9130c4c7d02880ab9472d455655347fffffffffffffff",
        ));
}

impl FieldParams for Rfc3526 {
    const NAME: &'static str = "RFC-3526-2048";
    const GENERATOR: U2048 = U2048::from_u8(2);
    const ORDER: U2048 = *Rfc3526Order::PARAMS.modulus().as_ref();
    const ORDER_BITS: u32 = 2047;
    const SAFE_PRIME: bool = true;

    type Scalar = FieldScalar<Rfc3526Order, LIMBS>;

    fn integer(scalar: &Self::Scalar) -> U2048 {
        scalar.integer()
    }

    fn generator_table() -> &'static Table<Self> {
        static TABLE: LazyLock<Table<Rfc3526>> = LazyLock::new(Table::of_generator);
        &TABLE
    }
}

#[cfg(test)]
mod tests {
    use super::super::super::decimal;
    use super::super::power::Residue;
    use super::*;
    use crypto_bigint::NonZero;
    use crypto_bigint::modular::ConstMontyForm;

    // The digits of the specification.
    const BELENIOS_P: &str = "\
        2069478569142254640101364365750500806492298929575110409710088478705737421924271740192223725449768433\
        8129066633138078958404960054389636289796393038773905722803605973749427671376777618898589872735865049\
        0811670993105358677809800307904916540637771737641986785272734744763418356000356983051931442845617019\
        1100078673730733356412397173289791324047457883446826065232797464795113767265869358218004631792207366\
        8860052627186363386088796882120769432366149491002923444346373222145884100586421050242120365433561201\
        3204811188524087310770141516662001623131771693721892480785077118278423174980732765988288251691831031\
        25680162072880719";
    const BELENIOS_G: &str = "\
        2402352677501852209227687703532399932712287657378364916510075318787663274146353219320285676155269678\
        7996946682987493890950838965734256019006010684771644917354741372831046104586813145117816467554005274\
        0288984613986453266121505579709716201616827031288643245666383486363578210615491841998253431518974065\
        8186868651151358576410138882215396016043228843603930989333662772848406593138406010231675095763777982\
        6651036068224066350766977640253462537730851331734951942489677540525736590494924776314759915751987751\
        7771148149092045660020547812705472823814097251863985833411570056835369555342378147558249189605029668\
        0037745308460627";
    const BELENIOS_Q: &str = "\
        78571733251071885079927659812671450121821421258408794611510081919805623223441";
    const RFC_P: &str = "\
        3231700607131100730033891392642382824881794124114023911284200975140074170663435422261968941736356934\
        7117901737909704191754605873209195028853758986185622153212175412514901774520270235796078236248884246\
        1894775876411059286460994117232454266225221932305409190376805242355191256797158701170010580558776510\
        3886184728025797605490356973256152616708133936179954133647655916036831789672907317838458968063967190\
        0977202194168647225871031411336429319536193471636533209717077448227988588565369208645296636077250268\
        9555059283627511211740969729980684105543595848665832916421362182310789909994486524682624169720359118\
        52507045361090559";
    const RFC_G: &str = "2";
    const RFC_Q: &str = "\
        1615850303565550365016945696321191412440897062057011955642100487570037085331717711130984470868178467\
        3558950868954852095877302936604597514426879493092811076606087706257450887260135117898039118124442123\
        0947387938205529643230497058616227133112610966152704595188402621177595628398579350585005290279388255\
        1943092364012898802745178486628076308354066968089977066823827958018415894836453658919229484031983595\
        0488601097084323612935515705668214659768096735818266604858538724113994294282684604322648318038625134\
        4777529641813755605870484864990342052771797924332916458210681091155394954997243262341312084860179559\
        26253522680545279";

    fn number(text: &str) -> U2048 {
        let mut limbs = [0; 32];
        decimal::parse(text, &mut limbs).unwrap();
        let bytes: Vec<u8> = limbs.iter().flat_map(|limb| limb.to_le_bytes()).collect();
        U2048::from_le_slice(&bytes)
    }

    fn agree<P: FieldParams>(p: &str, g: &str, q: &str) {
        let modulus = *P::PARAMS.modulus().as_ref();
        assert_eq!(modulus, number(p));
        assert_eq!(P::GENERATOR, number(g));
        assert_eq!(P::ORDER, number(q));
        assert_eq!(P::ORDER.bits(), P::ORDER_BITS);
        // q divides p − 1, g is not 1 and its order divides q.
        let order = NonZero::new(P::ORDER).unwrap();
        let (cofactor, remainder) = modulus.wrapping_sub(&U2048::ONE).div_rem(&order);
        assert_eq!(remainder, U2048::ZERO);
        assert_eq!(cofactor == U2048::from_u8(2), P::SAFE_PRIME);
        assert_ne!(P::GENERATOR, U2048::ONE);
        let generator: Residue<P> = ConstMontyForm::new(&P::GENERATOR);
        assert_eq!(generator.pow(&P::ORDER), Residue::<P>::ONE);
    }

    #[test]
    fn constants_are_those_of_the_specification() {
        agree::<Belenios2048>(BELENIOS_P, BELENIOS_G, BELENIOS_Q);
        agree::<Rfc3526>(RFC_P, RFC_G, RFC_Q);
    }

    /// Fermat's test of a modulus: no proof that it is prime, but a digit gone wrong does not pass it.
    fn passes_fermat<M: ConstMontyParams<L>, const L: usize>() -> bool {
        let exponent = M::PARAMS
            .modulus()
            .as_ref()
            .wrapping_sub(&crypto_bigint::Uint::ONE);
        [3u8, 5, 7].iter().all(|&base| {
            let base = ConstMontyForm::<M, L>::new(&crypto_bigint::Uint::from_u8(base));
            base.pow(&exponent) == ConstMontyForm::ONE
        })
    }

    #[test]
    fn moduli_and_orders_pass_fermats_test() {
        assert!(passes_fermat::<Belenios2048, LIMBS>());
        assert!(passes_fermat::<Belenios2048Order, { U256::LIMBS }>());
        assert!(passes_fermat::<Rfc3526, LIMBS>());
        assert!(passes_fermat::<Rfc3526Order, LIMBS>());
    }
}
