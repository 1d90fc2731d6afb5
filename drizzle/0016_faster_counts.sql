-- The same as before in a tenth of the time: an aggregate calls it for each row, and a query in it would begin anew
-- each time.
create or replace function job_add_counts(bigint[], bigint[]) returns bigint[]
language plpgsql immutable parallel safe as $$
declare
  counts bigint[] := $1;
begin
  if $1 is null then return $2; end if;
  if $2 is null then return $1; end if;
  for bin in 1 .. cardinality($2) loop
    counts[bin] := coalesce(counts[bin], 0) + $2[bin];
  end loop;
  return counts;
end
$$;
