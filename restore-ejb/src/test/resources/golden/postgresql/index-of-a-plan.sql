ALTER TABLE tillback.plan_plan1_1 ADD PRIMARY KEY (number);
ANALYZE tillback.plan_plan1_1
