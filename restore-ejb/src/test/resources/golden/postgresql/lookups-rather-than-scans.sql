SELECT set_config('random_page_cost', LEAST(current_setting('random_page_cost')::float8, 1.1)::text, TRUE)
