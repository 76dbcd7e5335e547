//! Which residues lie in the subgroup, one by one and many together.

use super::*;

/// *x*^*q* = 1, by nothing but squarings and multiplications.
fn is_member_by_definition<P: FieldParams>(element: &FieldElement<P>) -> bool {
    element.0.pow(&P::ORDER) == Residue::<P>::ONE
}

fn check_membership<P: FieldParams>() {
    let mut rng = rng(3);
    let minus_one = FieldElement::<P>(-Residue::<P>::ONE);
    let mut outside = vec![minus_one.clone()];
    assert!(PrimeField::<P>::is_member_vartime(
        &PrimeField::<P>::identity()
    ));
    assert!(PrimeField::<P>::is_member_vartime(
        &PrimeField::<P>::generator()
    ));
    for _ in 0..8 {
        let member = random_member::<PrimeField<P>>(&mut rng);
        assert!(is_member_by_definition(&member));
        assert!(PrimeField::<P>::is_member_vartime(&member));
        outside.push(PrimeField::<P>::mul(&member, &minus_one));
        let residue = random_residue::<P>(&mut rng);
        let member = is_member_by_definition(&residue);
        assert_eq!(PrimeField::<P>::is_member_vartime(&residue), member);
        if !member {
            outside.push(residue);
        }
    }
    for element in outside {
        assert!(!is_member_by_definition(&element));
        assert!(!PrimeField::<P>::is_member_vartime(&element));
        let text = PrimeField::<P>::to_text(&element);
        assert_eq!(PrimeField::<P>::decode(&text), Ok(element));
        assert_eq!(
            PrimeField::<P>::decode_member(&text),
            Err(DecodeError::NotInGroup)
        );
    }
}

#[test]
fn elements_outside_the_subgroup_are_refused() {
    check_membership::<Belenios2048>();
    check_membership::<Rfc3526>();
}

fn check_many_members<P: FieldParams>() {
    let g = PrimeField::<P>::generator();
    let mut elements: Vec<_> = (0..300)
        .map(|i| PrimeField::<P>::pow_u64_vartime(&g, i))
        .collect();
    assert!(PrimeField::<P>::all_members_vartime(&elements, &[7; 32]));
    let minus_one = FieldElement::<P>(-Residue::<P>::ONE);
    for place in [0, 1, 255, 299] {
        let honest = elements[place].clone();
        elements[place] = PrimeField::<P>::mul(&honest, &minus_one);
        for seed in 0..20 {
            assert!(!PrimeField::<P>::all_members_vartime(
                &elements,
                &[seed; 32]
            ));
        }
        assert!(!PrimeField::<P>::all_members_vartime(
            &elements[place..=place],
            &[1; 32]
        ));
        elements[place] = honest;
    }
    // Two whose parts outside the subgroup cancel in the product of all.
    elements[5] = PrimeField::<P>::mul(&elements[5], &minus_one);
    elements[6] = PrimeField::<P>::mul(&elements[6], &minus_one);
    assert!(!PrimeField::<P>::all_members_vartime(&elements, &[1; 32]));
}

#[test]
fn one_element_outside_the_subgroup_among_many_is_noticed() {
    check_many_members::<Belenios2048>();
    check_many_members::<Rfc3526>();
}
