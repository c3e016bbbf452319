//! Two hundred contracts in one registry: the compiler's limits on constants hold, and so
//! does what is generated. How long it takes and what it weighs: `docs/many-contracts.md`.

#![allow(missing_docs, unreachable_pub)] // made by a macro, and this is no library

use aimdb_wasm_codegen::{generate, Options};
use aimdb_wasm_contracts::{contract, contract_registry, Registry};

#[contract]
pub enum Quality {
    Good,
    Bad,
}

macro_rules! sensors {
    ($($sensor:ident $name:literal,)*) => {
        $(
            #[contract(name = $name, unit = "°C")]
            pub struct $sensor {
                #[contract(signal)]
                pub value: f32,
                pub quality: Option<Quality>,
                pub at: u64,
            }
        )*

        contract_registry! {
            pub Sensors { $($sensor),* }
        }
    };
}

#[rustfmt::skip]
sensors! {
    S000 "s000", S001 "s001", S002 "s002", S003 "s003", S004 "s004", S005 "s005", S006 "s006", S007 "s007", S008 "s008", S009 "s009",
    S010 "s010", S011 "s011", S012 "s012", S013 "s013", S014 "s014", S015 "s015", S016 "s016", S017 "s017", S018 "s018", S019 "s019",
    S020 "s020", S021 "s021", S022 "s022", S023 "s023", S024 "s024", S025 "s025", S026 "s026", S027 "s027", S028 "s028", S029 "s029",
    S030 "s030", S031 "s031", S032 "s032", S033 "s033", S034 "s034", S035 "s035", S036 "s036", S037 "s037", S038 "s038", S039 "s039",
    S040 "s040", S041 "s041", S042 "s042", S043 "s043", S044 "s044", S045 "s045", S046 "s046", S047 "s047", S048 "s048", S049 "s049",
    S050 "s050", S051 "s051", S052 "s052", S053 "s053", S054 "s054", S055 "s055", S056 "s056", S057 "s057", S058 "s058", S059 "s059",
    S060 "s060", S061 "s061", S062 "s062", S063 "s063", S064 "s064", S065 "s065", S066 "s066", S067 "s067", S068 "s068", S069 "s069",
    S070 "s070", S071 "s071", S072 "s072", S073 "s073", S074 "s074", S075 "s075", S076 "s076", S077 "s077", S078 "s078", S079 "s079",
    S080 "s080", S081 "s081", S082 "s082", S083 "s083", S084 "s084", S085 "s085", S086 "s086", S087 "s087", S088 "s088", S089 "s089",
    S090 "s090", S091 "s091", S092 "s092", S093 "s093", S094 "s094", S095 "s095", S096 "s096", S097 "s097", S098 "s098", S099 "s099",
    S100 "s100", S101 "s101", S102 "s102", S103 "s103", S104 "s104", S105 "s105", S106 "s106", S107 "s107", S108 "s108", S109 "s109",
    S110 "s110", S111 "s111", S112 "s112", S113 "s113", S114 "s114", S115 "s115", S116 "s116", S117 "s117", S118 "s118", S119 "s119",
    S120 "s120", S121 "s121", S122 "s122", S123 "s123", S124 "s124", S125 "s125", S126 "s126", S127 "s127", S128 "s128", S129 "s129",
    S130 "s130", S131 "s131", S132 "s132", S133 "s133", S134 "s134", S135 "s135", S136 "s136", S137 "s137", S138 "s138", S139 "s139",
    S140 "s140", S141 "s141", S142 "s142", S143 "s143", S144 "s144", S145 "s145", S146 "s146", S147 "s147", S148 "s148", S149 "s149",
    S150 "s150", S151 "s151", S152 "s152", S153 "s153", S154 "s154", S155 "s155", S156 "s156", S157 "s157", S158 "s158", S159 "s159",
    S160 "s160", S161 "s161", S162 "s162", S163 "s163", S164 "s164", S165 "s165", S166 "s166", S167 "s167", S168 "s168", S169 "s169",
    S170 "s170", S171 "s171", S172 "s172", S173 "s173", S174 "s174", S175 "s175", S176 "s176", S177 "s177", S178 "s178", S179 "s179",
    S180 "s180", S181 "s181", S182 "s182", S183 "s183", S184 "s184", S185 "s185", S186 "s186", S187 "s187", S188 "s188", S189 "s189",
    S190 "s190", S191 "s191", S192 "s192", S193 "s193", S194 "s194", S195 "s195", S196 "s196", S197 "s197", S198 "s198", S199 "s199",
}

#[test]
fn two_hundred_contracts() {
    assert_eq!(Sensors::LEN, 200);
    let files = generate::<Sensors>(&Options::default()).unwrap();
    // One for each, one for the enum, and the four that are about all.
    assert_eq!(files.len(), 200 + 1 + 4);
}
