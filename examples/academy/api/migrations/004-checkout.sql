create table promo_codes (
  code text primary key check (code = upper(code)),
  percent int not null check (percent between 1 and 100),
  ends_on date
);

create sequence receipt_numbers start 1041;

create table receipts (
  number text primary key,
  enrolment uuid not null unique references enrolments on delete cascade,
  list_cents int not null,
  plan_discount_cents int not null,
  promo_code text,
  promo_discount_cents int not null,
  total_cents int not null,
  issued_at timestamptz not null default now()
);
